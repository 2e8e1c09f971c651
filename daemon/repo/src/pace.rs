//! How often a source is looked at: evenly spread while it answers, ever more rarely while it does not.
//!
//! Not a timer. Invariant: two daemons that started together do not stay in step, and no failure makes a source be looked
//! at more than once a second or never again.

use std::time::Duration;

use rand::RngExt as _;

/// How often a source is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// The time between two looks at a source that answers.
    pub interval: Duration,
    /// By which part of the interval, from 0 to 1, each wait may be longer or shorter.
    pub jitter: f64,
    /// The longest first wait after a failure; each further failure doubles it.
    pub retry: Duration,
    /// The longest wait after any number of failures.
    pub retry_most: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(60),
            jitter: 0.2,
            retry: Duration::from_secs(5),
            retry_most: Duration::from_secs(600),
        }
    }
}

impl Pace {
    /// Draws the wait before the next look at a source that answers.
    pub fn next(&self) -> Duration {
        let jitter = self.jitter.clamp(0.0, 1.0);
        self.interval.mul_f64(rand::rng().random_range(1.0 - jitter..=1.0 + jitter))
    }

    /// Draws the wait after so many failures in a row: anything up to the doubled limit, so that many who lost the same
    /// server do not come back at once.
    pub fn after_failures(&self, failures: u32) -> Duration {
        let doubled = 2u32.saturating_pow(failures.saturating_sub(1).min(31));
        let limit = self.retry.saturating_mul(doubled).min(self.retry_most);
        let least = Duration::from_secs(1).min(limit);
        least.max(limit.mul_f64(rand::rng().random_range(0.0..=1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_within_a_fifth_of_the_interval() {
        let pace = Pace::default();
        let waits: Vec<_> = (0..1000).map(|_| pace.next().as_secs_f64()).collect();
        assert!(waits.iter().all(|wait| (48.0..=72.0).contains(wait)));
        assert!(waits.iter().any(|wait| *wait < 52.0) && waits.iter().any(|wait| *wait > 68.0));
    }

    #[test]
    fn waits_after_failures_grow_to_a_limit_and_are_spread_below_it() {
        let pace = Pace::default();
        for (failures, most) in [(1, 5), (2, 10), (3, 20), (8, 600), (u32::MAX, 600)] {
            let waits: Vec<_> = (0..1000).map(|_| pace.after_failures(failures)).collect();
            assert!(waits.iter().all(|w| *w >= Duration::from_secs(1) && *w <= Duration::from_secs(most)));
            assert!(waits.iter().any(|w| *w > Duration::from_secs(most).mul_f64(0.8)), "{failures} failures");
        }
    }
}
