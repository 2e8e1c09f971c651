//! Which target is looked at when: one key at a time runs once, so many at once.
//!
//! Not the looking, and no clock: moments are arguments. Invariant: a target never runs twice at the same time, and an ask
//! during its run is not lost.

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::Instant;

/// The targets that wait, and those that run. What it is asked costs the logarithm of their number.
#[derive(Debug)]
pub(super) struct Queue {
    /// When each is due; also of those that run meanwhile.
    asked: BTreeMap<String, Instant>,
    /// Those that do not run, the longest due first.
    order: BTreeSet<(Instant, String)>,
    running: BTreeSet<String>,
    limit: usize,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { asked: BTreeMap::new(), order: BTreeSet::new(), running: BTreeSet::new(), limit: limit.max(1) }
    }

    /// Asks for a look; the earlier of two asks holds.
    pub(super) fn ask(&mut self, name: &str, at: Instant) {
        let before = self.asked.get(name).copied();
        if before.is_some_and(|due| due <= at) {
            return;
        }
        self.asked.insert(name.to_owned(), at);
        if let Some(due) = before {
            self.order.remove(&(due, name.to_owned()));
        }
        if !self.running.contains(name) {
            self.order.insert((at, name.to_owned()));
        }
    }

    /// Takes back what was asked.
    pub(super) fn forget(&mut self, name: &str) {
        if let Some(due) = self.asked.remove(name) {
            self.order.remove(&(due, name.to_owned()));
        }
    }

    /// Takes the next target that is due and does not run, if there is room.
    pub(super) fn take(&mut self, now: Instant) -> Option<String> {
        if self.next_due()? > now {
            return None;
        }
        let (_, name) = self.order.pop_first()?;
        self.asked.remove(&name);
        self.running.insert(name.clone());
        Some(name)
    }

    /// The run of a target is over.
    pub(super) fn done(&mut self, name: &str) {
        self.running.remove(name);
        if let Some(due) = self.asked.get(name) {
            self.order.insert((*due, name.to_owned()));
        }
    }

    /// Whether nothing runs.
    pub(super) fn is_quiet(&self) -> bool {
        self.running.is_empty()
    }

    /// When the next target is due that could run then; nothing while there is no room, because a run ends first.
    pub(super) fn next_due(&self) -> Option<Instant> {
        if self.running.len() >= self.limit {
            return None;
        }
        self.order.first().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn one_key_runs_once_and_an_ask_meanwhile_is_kept() {
        let (mut queue, now) = (Queue::new(4), Instant::now());
        queue.ask("a", now);
        queue.ask("a", now);
        assert_eq!(queue.take(now).as_deref(), Some("a"));
        assert_eq!(queue.take(now), None);
        queue.ask("a", now);
        assert_eq!((queue.take(now), queue.next_due()), (None, None));
        queue.done("a");
        assert_eq!(queue.take(now).as_deref(), Some("a"));
    }

    #[tokio::test]
    async fn no_more_run_than_there_is_room_and_the_longest_due_goes_first() {
        let (mut queue, now) = (Queue::new(2), Instant::now());
        let later = now + Duration::from_secs(1);
        queue.ask("a", later);
        queue.ask("b", now);
        queue.ask("c", now);
        assert_eq!(queue.take(now).as_deref(), Some("b"));
        assert_eq!(queue.next_due(), Some(now));
        assert_eq!(queue.take(later).as_deref(), Some("c"));
        assert_eq!((queue.take(later), queue.next_due()), (None, None));
        queue.done("b");
        assert_eq!(queue.take(later).as_deref(), Some("a"));
        queue.done("a");
        queue.done("c");
        assert!(queue.is_quiet());
    }

    #[tokio::test]
    async fn the_earlier_of_two_asks_holds() {
        let (mut queue, now) = (Queue::new(1), Instant::now());
        queue.ask("a", now + Duration::from_secs(9));
        queue.ask("a", now + Duration::from_secs(1));
        queue.ask("a", now + Duration::from_secs(5));
        assert_eq!(queue.next_due(), Some(now + Duration::from_secs(1)));
        queue.forget("a");
        assert_eq!(queue.next_due(), None);
    }
}
