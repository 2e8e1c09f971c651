//! How often each account may ask: a bucket of tokens that fills evenly.
//!
//! Not a clock: moments are arguments. Invariant: within a minute nobody is let through more than burst and rate together.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The buckets that are kept before full ones are forgotten.
const MANY: usize = 1024;

/// How often each account may ask.
pub(super) struct Pace {
    /// How long one token takes to come back.
    each: Duration,
    burst: u32,
    /// When the bucket of each account is full again.
    full_at: Mutex<BTreeMap<String, Instant>>,
}

impl Pace {
    pub(super) fn new(per_minute: u32, burst: u32) -> Self {
        let each = Duration::from_secs(60) / per_minute.max(1);
        Self { each, burst, full_at: Mutex::default() }
    }

    /// Lets one request through.
    ///
    /// # Errors
    /// How long it takes until one is let through.
    pub(super) fn take(&self, account: &str, now: Instant) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() > MANY {
            full_at.retain(|_, at| *at > now);
        }
        let at = full_at.get(account).copied().filter(|at| *at > now).unwrap_or(now);
        // What is missing from the bucket, as the time that it takes to come back.
        let missing = at.duration_since(now) + self.each;
        let room = self.each * self.burst;
        if missing > room {
            return Err(missing - room);
        }
        full_at.insert(account.to_owned(), at + self.each);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_through_then_one_at_a_time() {
        let (pace, start) = (Pace::new(60, 3), Instant::now());
        let at = |millis: u64| start + Duration::from_millis(millis);
        assert!((0..3).all(|_| pace.take("a", at(0)).is_ok()));
        assert_eq!(pace.take("a", at(0)), Err(Duration::from_secs(1)));
        assert_eq!(pace.take("a", at(250)), Err(Duration::from_millis(750)), "a refusal costs nothing");
        assert_eq!(pace.take("b", at(250)), Ok(()), "accounts do not share a bucket");
        assert_eq!(pace.take("a", at(1000)), Ok(()));
        assert!(pace.take("a", at(1999)).is_err() && pace.take("a", at(2000)).is_ok());
        assert!((0..3).all(|_| pace.take("a", at(60_000)).is_ok()), "it fills to the burst");
        assert!(pace.take("a", at(60_000)).is_err(), "and not above it");
    }
}
