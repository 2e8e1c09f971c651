//! When expired snapshots of a target are looked for: by time that has passed, whatever the wall clock is set to.
//!
//! Not the dropping. Invariant: a daemon that has just started drops nothing, so that a wall clock that is wrong at first
//! can be set right.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::settings::Settings;

/// The part of the interval that passes before the first look.
const FIRST: u32 = 6;

/// When each target was looked at last.
#[derive(Debug)]
pub(super) struct Upkeep {
    begun: Instant,
    done: BTreeMap<String, Instant>,
}

impl Upkeep {
    pub(super) fn begun() -> Self {
        Self { begun: Instant::now(), done: BTreeMap::new() }
    }

    /// Whether it is time to look.
    pub(super) fn is_due(&self, target: &str, settings: &Settings) -> bool {
        match self.done.get(target) {
            Some(done) => done.elapsed() >= settings.purge_interval,
            None => self.begun.elapsed() >= settings.purge_interval / FIRST,
        }
    }

    /// It was looked.
    pub(super) fn done(&mut self, target: &str) {
        self.done.insert(target.to_owned(), Instant::now());
    }
}
