//! In which order targets begin: what they need, their waves, what is checked between those, and room for so many at once.
//!
//! Not when, which calendars say, and not whether. What one visit changes is taken over at once, so that the next visit is held by what is
//! so; those that wait are looked at together, at a pace. Invariant: it remembers nothing that the board and the commit do not say.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::accepted::{Accepted, Assigned};
use super::board::{Board, Entry};
use super::checks::Checks;
use super::goal::Goal;
use super::lanes::Lanes;
use super::needs;
use super::pace::Pace;
use super::queue::Queue;
use super::settings::Settings;
use super::stages::Stages;
use crate::status::{Operation, Timestamp, WaveStatus};

/// The order of the commit in force.
pub(super) struct Order {
    stages: Stages,
    pub(super) checks: Checks,
    pub(super) lanes: Lanes,
    has_needs: bool,
    pace: Pace,
    /// When a check that somebody waits for is asked again.
    checks_due: Option<Instant>,
}

impl Order {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        let (stages, checks, lanes) = (Stages::default(), Checks::new(settings), Lanes::default());
        Self { stages, checks, lanes, has_needs: false, pace: Pace::begun(), checks_due: None }
    }

    /// Takes over a commit.
    pub(super) fn adopt(&mut self, accepted: &Accepted, board: &Board, now: Timestamp) {
        self.checks.adopt(&accepted.revision);
        self.has_needs = needs::are_there(accepted);
        self.stages = Stages::of(accepted, board, now);
        self.pace.ask();
    }

    /// Takes over how a target stands now.
    pub(super) fn changed(&mut self, name: &str, accepted: &Accepted, board: &Board, now: Timestamp) {
        self.stages.changed(name, accepted, board, now);
        self.pace.ask();
    }

    /// What holds a target; nothing where it may begin.
    pub(super) fn held(&self, goal: &Goal, accepted: &Accepted, board: &Board, now: Timestamp) -> Option<WaveStatus> {
        let by_need = if self.has_needs { needs::held(accepted, board, goal.name(), now) } else { None };
        by_need.or_else(|| self.stages.held(goal.name(), &goal.settings.waves, &self.checks, now))
    }

    /// Asks for a look at as many as there is room for beside this target, of those that wait for it.
    pub(super) fn fill_room(&self, beside: &Goal, board: &Board, queue: &mut Queue) {
        let Some(limit) = beside.settings.waves.parallelism else { return };
        let environment = beside.target.kind.environment.as_str();
        let waits = |(_, entry): &(&String, &Entry)| {
            let status = &entry.record.status;
            let waits_for_room = status.wave.as_ref().is_some_and(|wave| wave.limit.is_some());
            is_waiting(entry) && waits_for_room && status.environment == environment
        };
        let room = self.lanes.free(environment, limit);
        for (name, _) in board.entries.iter().filter(waits).take(usize::from(room)) {
            queue.ask(name, Instant::now());
        }
    }

    /// Asks for a look at those that wait.
    pub(super) const fn ask(&mut self) {
        self.pace.ask();
    }

    /// When `go_on` has something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        self.pace.due().into_iter().chain(self.checks_due).min()
    }

    /// Lets those go on that waited for other targets, says of the others what they wait for now, and asks their checks. Costs as much as
    /// there are targets, and is done at a pace.
    pub(super) fn go_on(&mut self, accepted: &Accepted, board: &mut Board, queue: &mut Queue, now: Timestamp) {
        if self.checks_due.take_if(|due| *due <= Instant::now()).is_some() {
            self.pace.ask();
        }
        let mut pace = std::mem::replace(&mut self.pace, Pace::begun());
        pace.go(|| self.look_at_all(accepted, board, queue, now));
        self.pace = pace;
    }

    fn look_at_all(&mut self, accepted: &Accepted, board: &mut Board, queue: &mut Queue, now: Timestamp) {
        self.checks_due = None;
        let waiting = board.entries.iter().filter(|(_, entry)| is_waiting(entry));
        let waiting: Vec<String> = waiting.map(|(name, _)| name.clone()).collect();
        if waiting.is_empty() {
            return;
        }
        self.stages = Stages::of(accepted, board, now);
        let mut checked = BTreeSet::new();
        for name in &waiting {
            let Some(Assigned::Ready(goal)) = accepted.targets.get(name) else { continue };
            let held = self.held(goal, accepted, board, now);
            let Some(entry) = board.entries.get_mut(name) else { continue };
            match held {
                None if entry.record.status.wave.as_ref().is_some_and(|wave| wave.limit.is_some()) => {}
                None => queue.ask(name, Instant::now()),
                Some(held) => {
                    if held.check.is_some() {
                        checked.extend(self.stages.checked_for(name));
                    }
                    if entry.record.status.wave.as_ref() != Some(&held) {
                        wait_on(entry, held, goal, queue, now);
                    }
                }
            }
        }
        for place in checked {
            let again = self.checks.want(place, &self.stages, accepted, Instant::now());
            self.checks_due = self.checks_due.into_iter().chain(again).min();
        }
    }
}

fn wait_on(entry: &mut Entry, held: WaveStatus, goal: &Goal, queue: &mut Queue, now: Timestamp) {
    if let Some(opens) = held.opens {
        let pause = opens.since(now).min(goal.settings.drift_interval);
        queue.ask(goal.name(), Instant::now() + pause + Duration::from_millis(1));
    }
    entry.waits_on(held, now);
}

fn is_waiting(entry: &Entry) -> bool {
    entry.record.status.operation == Operation::AwaitingWave
}
