//! When expired snapshots of a target, and history that is kept no longer, are looked for: by time that has passed, whatever the wall clock
//! is set to.
//!
//! Not the dropping. Invariant: a daemon that has just started drops nothing, so that a wall clock that is wrong at first
//! can be set right.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::settings::Settings;
use crate::status::Timestamp;

/// The part of the interval that passes before the first look.
const FIRST: u32 = 6;
/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// When each target was looked at last.
#[derive(Debug)]
pub(super) struct Upkeep {
    begun: Instant,
    done: BTreeMap<String, Instant>,
    /// When the history was looked at last.
    history: Option<Instant>,
}

impl Upkeep {
    pub(super) fn begun() -> Self {
        Self { begun: Instant::now(), done: BTreeMap::new(), history: None }
    }

    /// Whether it is time to look.
    pub(super) fn is_due(&self, target: &str, settings: &Settings) -> bool {
        self.is_time(self.done.get(target), settings)
    }

    fn is_time(&self, done: Option<&Instant>, settings: &Settings) -> bool {
        match done {
            Some(done) => done.elapsed() >= settings.purge_interval,
            None => self.begun.elapsed() >= settings.purge_interval / FIRST,
        }
    }

    /// The moment before which the history may be forgotten now: a midnight, so that it is forgotten once a day.
    pub(super) fn forgets_before(&mut self, kept: Duration, settings: &Settings) -> Option<Timestamp> {
        if !self.is_time(self.history.as_ref(), settings) {
            return None;
        }
        self.history = Some(Instant::now());
        let kept = i64::try_from(kept.as_millis()).ok()?;
        let moment = settings.clock.certain().millis().checked_sub(kept)?;
        Some(Timestamp::from_millis(moment - moment.rem_euclid(DAY)))
    }

    /// It was looked.
    pub(super) fn done(&mut self, target: &str) {
        self.done.insert(target.to_owned(), Instant::now());
    }
}
