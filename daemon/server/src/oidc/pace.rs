//! How often the keys of one issuer are fetched: a few times at once, then rarely.
//!
//! Invariant: tokens with made-up key names cannot make the daemon hammer an issuer.

use std::time::{Duration, Instant};

/// How many fetches may follow each other.
const BURST: u32 = 5;
/// How long it takes until another one may.
const EACH: Duration = Duration::from_secs(15);

/// The fetches from one issuer.
#[derive(Default)]
pub(super) struct Fetches {
    /// When as many as at first may follow each other again.
    full_at: Option<Instant>,
}

impl Fetches {
    /// Whether one more may be.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let at = self.full_at.filter(|at| *at > now).unwrap_or(now);
        let may = at.duration_since(now) + EACH <= EACH * BURST;
        if may {
            self.full_at = Some(at + EACH);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_at_once_then_rarely() {
        let (mut fetches, start) = (Fetches::default(), Instant::now());
        assert_eq!((0..100).filter(|_| fetches.take(start)).count(), 5);
        assert!(!fetches.take(start + EACH - Duration::from_millis(1)));
        assert_eq!((0..100).filter(|_| fetches.take(start + EACH)).count(), 1);
    }
}
