//! Which targets Git suspends just now, for the runs that are under way: they began at an earlier commit.

use std::collections::BTreeMap;

use tokio::sync::watch;

use super::accepted::{Accepted, Assigned};

/// A switch for each target.
#[derive(Debug, Default)]
pub(super) struct Suspensions {
    switches: BTreeMap<String, watch::Sender<bool>>,
}

impl Suspensions {
    /// Takes over what the commit in force says.
    pub(super) fn adopt(&mut self, accepted: &Accepted) {
        for (name, assigned) in &accepted.targets {
            if let Assigned::Ready(goal) = assigned {
                self.switch(name).send_replace(goal.settings.suspend);
            }
        }
    }

    /// Where a run of the target sees it.
    pub(super) fn of(&mut self, target: &str) -> watch::Receiver<bool> {
        self.switch(target).subscribe()
    }

    fn switch(&mut self, target: &str) -> &watch::Sender<bool> {
        self.switches.entry(target.to_owned()).or_insert_with(|| watch::channel(false).0)
    }
}
