//! How often and when a step is tried again: exponential backoff with full jitter.

use std::time::Duration;

use rand::RngExt as _;

/// How a step is tried again when its lock was not to be had in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How many tries there are, the first included.
    pub attempts: u32,
    /// The longest pause before the second try; it doubles each time.
    pub first: Duration,
    /// The longest pause of all.
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 10, first: Duration::from_millis(500), longest: Duration::from_secs(30) }
    }
}

impl Retry {
    /// The pauses between tries.
    pub fn pauses(self) -> impl Iterator<Item = Duration> + Send {
        (0..self.attempts.saturating_sub(1)).map(move |turn| {
            let bound = self.first.saturating_mul(1 << turn.min(20)).min(self.longest);
            bound.mul_f64(rand::rng().random_range(0.0..=1.0))
        })
    }
}
