//! One window or freeze: what it is called, when it is, and for which targets.
//!
//! Not what follows from it. Invariant: no clock; the moment is an argument.

use std::time::Duration;

use jiff::civil::Date;

use super::schedule::Schedule;
use super::zone::Zone;
use crate::desired::{Name, Target};
use crate::status::{Timestamp, WindowEdge};

/// How many days are looked at for the next beginning: a 29 February comes at least every eight years.
const HORIZON: usize = 366 * 9;

/// A window or a freeze.
#[derive(Clone, Debug)]
pub struct Period {
    /// What it is called.
    pub name: Name,
    /// When it is.
    pub times: Times,
    /// By which clock.
    pub zone: Zone,
    /// For which environments; empty is all.
    pub environments: Vec<Pattern>,
    /// For which targets; empty is all.
    pub targets: Vec<Pattern>,
}

/// When a window or freeze is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Times {
    /// Again and again.
    Again {
        /// When it begins.
        schedule: Schedule,
        /// How long it is.
        length: Duration,
        /// Whether it begins a second time where the clock is set back.
        is_twice: bool,
    },
    /// Once.
    Once {
        /// Its beginning.
        start: Timestamp,
        /// Its end, which is not in it.
        end: Timestamp,
    },
}

/// A glob over names of environments, targets or target sets.
#[derive(Clone, Debug)]
pub struct Pattern(pub(crate) globset::GlobMatcher);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// The glob as it is written.
    pub fn text(&self) -> &str {
        self.0.glob().glob()
    }

    /// Whether a name is meant.
    pub fn is_match(&self, name: &str) -> bool {
        self.text() == name || self.0.is_match(name)
    }

    /// Whether a target is meant, by its name or by that of its set.
    pub fn is_target(&self, target: &Target) -> bool {
        self.is_match(target.name.as_str()) || target.set.as_deref().is_some_and(|set| self.is_match(set))
    }
}

impl Period {
    /// Whether it is for a target: one of its environments, where it names some, and one of its targets, where it names some.
    pub fn is_for(&self, target: &Target) -> bool {
        let environment = target.kind.environment.as_str();
        (self.environments.is_empty() || self.environments.iter().any(|pattern| pattern.is_match(environment)))
            && (self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.is_target(target)))
    }

    /// When what is on at a moment ends; nothing where it is not on.
    pub fn end(&self, at: Timestamp) -> Option<Timestamp> {
        match &self.times {
            Times::Once { start, end } => (*start <= at && at < *end).then_some(*end),
            Times::Again { schedule, length, .. } => {
                let earliest = Timestamp::from_millis(at.millis().saturating_sub(millis(*length)));
                let (first, mut day) = (self.zone.local(earliest).date(), self.zone.local(at).date());
                let mut latest: Option<Timestamp> = None;
                while day >= first {
                    let found = self.begins(schedule, day).filter(|begin| *begin <= at).max();
                    // Where a clock is set at midnight, the last of a day can be later than the first of the day after.
                    let is_enough = latest.is_some();
                    latest = latest.max(found);
                    let Ok(before) = day.yesterday() else { break };
                    if is_enough {
                        break;
                    }
                    day = before;
                }
                latest.map(|begin| begin.after(*length)).filter(|end| at < *end)
            }
        }
    }

    /// When it begins next after a moment; nothing where it does not any more.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let schedule = match &self.times {
            Times::Once { start, .. } => return Some(*start).filter(|start| *start > after),
            Times::Again { schedule, .. } => schedule,
        };
        let mut day = self.zone.local(after).date();
        for _ in 0..HORIZON {
            let tomorrow = day.tomorrow().ok()?;
            // Where a clock is set at midnight, what a day has can be later than the first of the day after.
            let of_both = self.begins(schedule, day).chain(self.begins(schedule, tomorrow));
            let next = of_both.filter(|begin| *begin > after).min();
            if next.is_some() {
                return next;
            }
            day = tomorrow;
        }
        None
    }

    /// What the schedule begins on a day.
    fn begins(&self, schedule: &Schedule, day: Date) -> impl Iterator<Item = Timestamp> {
        let is_twice = matches!(self.times, Times::Again { is_twice: true, .. });
        let times = schedule.falls_on(day).then(|| schedule.times()).into_iter().flatten();
        let times: Vec<_> = times.collect();
        times
            .into_iter()
            .flat_map(move |(hour, minute)| self.zone.moments(day, hour, minute).take(if is_twice { 2 } else { 1 }))
    }

    /// One of its edges, as the status shows it.
    pub(super) fn edge(&self, at: Option<Timestamp>) -> WindowEdge {
        WindowEdge { name: self.name.to_string(), at, local: at.map(|at| self.zone.show(at)) }
    }

    /// Everything of it that a decision rests on.
    pub(super) fn key(&self) -> String {
        let of = |patterns: &[Pattern]| patterns.iter().map(|one| one.text().to_owned()).collect::<Vec<_>>();
        let (environments, targets) = (of(&self.environments), of(&self.targets));
        format!("{:?} {:?} {:?} {environments:?} {targets:?}", self.name, self.times, self.zone)
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
