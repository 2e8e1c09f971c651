//! The clock: the wall clock, which people and other programs set forth and back, and what has passed for certain.
//!
//! Not what waits: pauses are measured by a clock that nobody sets. Invariant: nothing is destroyed because of a moment
//! that only the wall clock says has come.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::Timestamp;

/// Where moments come from.
#[derive(Clone)]
pub struct Clock {
    wall: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// What the wall clock said when this was made, and when that was.
    begun: (Timestamp, Instant),
}

impl Clock {
    /// A clock whose wall clock is that.
    pub fn of(wall: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let begun = (wall(), Instant::now());
        Self { wall: Arc::new(wall), begun }
    }

    /// What the wall clock says: for what is shown and written down.
    pub fn now(&self) -> Timestamp {
        (self.wall)()
    }

    /// A moment that has come for certain: what the wall clock says, but no later than what it said at first and the time
    /// that has passed since. A clock that is set forth while the program runs does not move it.
    pub fn certain(&self) -> Timestamp {
        let (then, since) = self.begun;
        self.now().min(then.after(since.elapsed()))
    }
}

impl Default for Clock {
    /// The machine's clock.
    fn default() -> Self {
        Self::of(Timestamp::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.now())
    }
}
