//! Which target is looked at when: one key at a time runs once, so many at once.
//!
//! Not the looking, and no clock: moments are arguments. Invariant: a target never runs twice at the same time, and an ask
//! during its run is not lost.

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::Instant;

/// The targets that wait, and those that run.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: BTreeMap<String, Instant>,
    running: BTreeSet<String>,
    limit: usize,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { waiting: BTreeMap::new(), running: BTreeSet::new(), limit: limit.max(1) }
    }

    /// Asks for a look; the earlier of two asks holds.
    pub(super) fn ask(&mut self, name: &str, at: Instant) {
        let due = self.waiting.entry(name.to_owned()).or_insert(at);
        *due = at.min(*due);
    }

    /// Takes back what was asked.
    pub(super) fn forget(&mut self, name: &str) {
        self.waiting.remove(name);
    }

    /// Takes the next target that is due and does not run, if there is room.
    pub(super) fn take(&mut self, now: Instant) -> Option<String> {
        if self.running.len() >= self.limit {
            return None;
        }
        let is_ready = |(name, due): &(&String, &Instant)| **due <= now && !self.running.contains(*name);
        let (name, _) = self.waiting.iter().filter(is_ready).min_by_key(|(name, due)| (**due, *name))?;
        let name = name.clone();
        self.waiting.remove(&name);
        self.running.insert(name.clone());
        Some(name)
    }

    /// The run of a target is over.
    pub(super) fn done(&mut self, name: &str) {
        self.running.remove(name);
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
        self.waiting.iter().filter(|(name, _)| !self.running.contains(*name)).map(|(_, due)| *due).min()
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
