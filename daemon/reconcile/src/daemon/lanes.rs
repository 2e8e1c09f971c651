//! Room for runs: how many targets of an environment are changed at once.
//!
//! Not a queue: who finds no room is looked at again when a run ends. Invariant: room that was taken comes back, however the run ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many runs are under way, by environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes(Arc<Mutex<BTreeMap<String, u16>>>);

/// The room of one run.
#[derive(Debug)]
pub(super) struct Room {
    lanes: Lanes,
    environment: String,
}

impl Lanes {
    /// Takes room for one more run, if fewer than the limit are under way.
    pub(super) fn enter(&self, environment: &str, limit: u16) -> Option<Room> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = lanes.entry(environment.to_owned()).or_default();
        if *running >= limit {
            return None;
        }
        *running += 1;
        Some(Room { lanes: self.clone(), environment: environment.to_owned() })
    }

    /// How many more runs there is room for.
    pub(super) fn free(&self, environment: &str, limit: u16) -> u16 {
        let lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        limit.saturating_sub(lanes.get(environment).copied().unwrap_or(0))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut lanes = self.lanes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = lanes.get_mut(&self.environment) {
            *running = running.saturating_sub(1);
        }
    }
}
