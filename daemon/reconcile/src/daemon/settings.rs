//! What the daemon is told when it starts: where the schema repo is, where its state goes, how patient it is.
//!
//! Not policy: how changes reach targets is in the schema repo. Invariant: no secret of it is printed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt as _;
use repo::{Access, Location, Reference, Revision};

use super::gate::GateDoor;
use crate::rollout::Retry;
use crate::status::Clock;

/// Looks up a variable of the environment: this crate reads none itself.
pub type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Is told of every entry of a journal once it is durable: the target and the point. What it answers stops the run there.
pub type Checkpoint = Arc<dyn Fn(&str, &str) -> Result<(), String> + Send + Sync>;

/// What the daemon is told when it starts.
#[derive(Clone)]
pub struct Settings {
    /// Where the schema repo is.
    pub location: Location,
    /// The reference that is followed.
    pub reference: Reference,
    /// How a remote is reached.
    pub access: Access,
    /// The state folder: store, mirrors, cache.
    pub state: PathBuf,
    /// The variables that URLs are read from.
    pub variables: Variables,
    /// How many targets are worked on at once.
    pub parallel: usize,
    /// How sessions are opened.
    pub options: engine::Options,
    /// How a step is tried again within a run.
    pub retry: Retry,
    /// How a target is tried again after a failure.
    pub backoff: Backoff,
    /// How often expired snapshots are looked for in a target.
    pub purge_interval: Duration,
    /// Whether a desired state without any object may be applied.
    pub allow_empty: bool,
    /// Whether the observed schema of each target is recorded for those who plan without reaching it.
    pub publishes_state: bool,
    /// The commit that a person accepts though it does not descend from the last one: once, after history was rewritten.
    pub accept: Option<Revision>,
    /// A folder whose `access/people.toml` and `policies/approval.toml` are in force, whatever the schema repo says of them.
    pub trust: Option<PathBuf>,
    /// Where moments come from.
    pub clock: Clock,
    /// Is told of every journal entry.
    pub checkpoint: Option<Checkpoint>,
    /// What asks gates over HTTP; none: no gate is asked, and a check that has one does not hold.
    pub gate: Option<GateDoor>,
}

impl Settings {
    /// Settings with the usual patience.
    pub fn new(location: Location, reference: Reference, state: impl Into<PathBuf>, variables: Variables) -> Self {
        Self {
            location,
            reference,
            access: Access::default(),
            state: state.into(),
            variables,
            parallel: 4,
            options: engine::Options::default(),
            retry: Retry::default(),
            backoff: Backoff::default(),
            purge_interval: Duration::from_secs(3600),
            allow_empty: false,
            publishes_state: false,
            accept: None,
            trust: None,
            clock: Clock::default(),
            checkpoint: None,
            gate: None,
        }
    }

    /// What relative SQLite paths count from: the schema repo, or the state folder where the repo is a remote one.
    pub fn base(&self) -> &Path {
        match &self.location {
            Location::Local(path) => path,
            Location::Remote(_) => &self.state,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Settings");
        shown.field("location", &self.location.to_string()).field("reference", &self.reference.as_str());
        shown.field("state", &self.state).field("parallel", &self.parallel).finish_non_exhaustive()
    }
}

/// How a target is tried again after a failure: ever more rarely, spread at random, and not for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest pause after the first failure; it doubles with each.
    pub first: Duration,
    /// The longest pause of all.
    pub longest: Duration,
    /// After so many failures in a row the target is stalled: nothing is applied until something changes.
    pub give_up_after: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(900), give_up_after: 10 }
    }
}

impl Backoff {
    /// The pause after so many failures in a row: anything up to the doubled limit.
    pub fn pause(&self, failures: u32) -> Duration {
        self.limit(failures).mul_f64(rand::rng().random_range(0.0..=1.0))
    }

    /// The longest pause after so many failures in a row.
    pub fn limit(&self, failures: u32) -> Duration {
        self.first.saturating_mul(1 << failures.saturating_sub(1).min(30)).min(self.longest)
    }

    /// Whether so many failures are enough.
    pub const fn gives_up(&self, failures: u32) -> bool {
        failures >= self.give_up_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_limit_and_are_spread_below_it() {
        let backoff = Backoff::default();
        for (failures, most) in [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (u32::MAX, 900)] {
            assert_eq!(backoff.limit(failures), Duration::from_secs(most));
            assert!((0..200).all(|_| backoff.pause(failures) <= Duration::from_secs(most)));
        }
        assert!((0..200).any(|_| backoff.pause(10) < Duration::from_secs(100)));
        assert!(!backoff.gives_up(9) && backoff.gives_up(10));
    }
}
