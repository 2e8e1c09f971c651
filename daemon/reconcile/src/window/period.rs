//! One window or freeze: what it is called, when it is, and for which targets.
//!
//! Not what follows from it. Invariant: no clock; the moment is an argument.

use std::time::Duration;

use jiff::civil::Date;

use super::schedule::Schedule;
use super::zone::Zone;
use crate::desired::{Name, Target};
use crate::status::{Missed, MissedWindow, Timestamp, WindowEdge};

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
    /// What it asks of a plan that begins in it.
    pub limits: Limits,
}

/// What a window asks of a plan that begins in it; a freeze asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For the plans of which changelists alone; empty is every plan.
    pub changelists: Vec<Pattern>,
    /// So long after its beginning nothing begins any more.
    pub start_by: Option<Duration>,
    /// So long after its beginning everything is to be over.
    pub finish_by: Option<Duration>,
    /// How long a plan is taken to need at least.
    pub estimate: Duration,
}

/// What is to begin.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beginning<'a> {
    /// The changelist that it runs.
    pub changelist: Option<&'a str>,
    /// How long it is known to take, in whole seconds.
    pub takes: Duration,
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

    /// Whether it is for what is to begin.
    pub(super) fn is_about(&self, what: &Beginning<'_>) -> bool {
        let meant = &self.limits.changelists;
        meant.is_empty() || what.changelist.is_some_and(|id| meant.iter().any(|pattern| pattern.is_match(id)))
    }

    /// When what is on at a moment ends; nothing where it is not on.
    pub fn end(&self, at: Timestamp) -> Option<Timestamp> {
        self.begun(at).map(|begin| begin.after(self.length()))
    }

    /// Until when something may begin in what is on at a moment; that may be over already. Nothing where it is not on.
    pub(super) fn last_start(&self, at: Timestamp, what: &Beginning<'_>) -> Option<Timestamp> {
        self.begun(at).map(|begin| begin.after(self.room(what)))
    }

    /// For how long after each beginning something may begin; zero: it does not fit in.
    pub(super) fn room(&self, what: &Beginning<'_>) -> Duration {
        let by_end = self.limits.finish_by.map(|by| by.saturating_sub(self.takes(what)));
        [self.limits.start_by, by_end].into_iter().flatten().fold(self.length(), Duration::min)
    }

    /// How long something is taken to need.
    pub(super) fn takes(&self, what: &Beginning<'_>) -> Duration {
        what.takes.max(self.limits.estimate)
    }

    fn length(&self) -> Duration {
        match &self.times {
            Times::Again { length, .. } => *length,
            Times::Once { start, end } => end.since(*start),
        }
    }

    /// When that began which is on at a moment.
    fn begun(&self, at: Timestamp) -> Option<Timestamp> {
        let (schedule, length) = match &self.times {
            Times::Once { start, end } => return Some(*start).filter(|start| *start <= at && at < *end),
            Times::Again { schedule, length, .. } => (schedule, *length),
        };
        let earliest = Timestamp::from_millis(at.millis().saturating_sub(millis(length)));
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
        latest.filter(|begin| at < begin.after(length))
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

    /// Why nothing begins in it at a moment at which it is on, or ever; nothing where something may.
    pub(super) fn missed(&self, at: Timestamp, what: &Beginning<'_>) -> Option<MissedWindow> {
        let missed = |why, by: Timestamp, takes: Duration| MissedWindow {
            name: self.name.to_string(),
            why,
            by: Some(by).filter(|_| why != Missed::TooShort).map(|by| self.zone.show(by)),
            seconds: takes.as_secs(),
        };
        let (takes, room) = (self.takes(what), self.room(what));
        if room.is_zero() {
            return Some(missed(Missed::TooShort, at, takes));
        }
        let (begun, limits) = (self.begun(at)?, &self.limits);
        if at < begun.after(room) {
            return None;
        }
        Some(match (limits.start_by, limits.finish_by) {
            (Some(by), _) if room == by => missed(Missed::StartBy, begun.after(by), takes),
            (_, by) => missed(Missed::FinishBy, begun.after(by.unwrap_or_default()), takes),
        })
    }

    /// Everything of it that a decision rests on.
    pub(super) fn key(&self) -> String {
        let of = |patterns: &[Pattern]| patterns.iter().map(|one| one.text().to_owned()).collect::<Vec<_>>();
        let (environments, targets) = (of(&self.environments), of(&self.targets));
        format!("{:?} {:?} {:?} {environments:?} {targets:?} {:?}", self.name, self.times, self.zone, self.limits)
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
