//! A pace for what concerns all targets at once: however many there are, it takes no more than a share of the time.
//!
//! Not what is done. Invariant: what was asked for is done; for few targets at once, for many a little later.

use tokio::time::Instant;

/// For so long as it took, times this, it is not done again.
const REST: u32 = 10;

/// The pace of one kind of work.
#[derive(Debug)]
pub(super) struct Pace {
    is_asked: bool,
    not_before: Instant,
}

impl Pace {
    /// A pace that has not begun.
    pub(super) fn begun() -> Self {
        Self { is_asked: false, not_before: Instant::now() }
    }

    /// Asks for the work.
    pub(super) const fn ask(&mut self) {
        self.is_asked = true;
    }

    /// When it is to be done; nothing: nobody asked.
    pub(super) fn due(&self) -> Option<Instant> {
        self.is_asked.then_some(self.not_before)
    }

    /// Does it if it is time.
    pub(super) fn go(&mut self, work: impl FnOnce()) {
        let begun = Instant::now();
        if self.due().is_none_or(|due| due > begun) {
            return;
        }
        self.is_asked = false;
        work();
        let now = Instant::now();
        self.not_before = now + now.duration_since(begun) * REST;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_took_long_rests_longer_and_is_done_in_the_end() {
        let (mut pace, mut done) = (Pace::begun(), 0);
        pace.go(|| done += 1);
        assert_eq!((done, pace.due()), (0, None), "nobody asked");
        pace.ask();
        pace.go(|| done += 1);
        assert_eq!((done, pace.due()), (1, None));
        let rested = pace.not_before;
        pace.not_before += Duration::from_secs(3600);
        pace.ask();
        pace.go(|| done += 1);
        assert_eq!((done, pace.due()), (1, Some(rested + Duration::from_secs(3600))), "it rests, and is due then");
        pace.not_before = Instant::now();
        pace.go(|| done += 1);
        assert_eq!((done, pace.due()), (2, None));
    }
}
