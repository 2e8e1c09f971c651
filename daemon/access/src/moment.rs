//! A moment as whole seconds since 1970-01-01T00:00:00Z: how tokens tell time.
//!
//! Not a clock: whoever asks has read one.

/// Whole seconds since 1970-01-01T00:00:00Z; before that, negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment so many seconds later.
    #[must_use]
    pub const fn after(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}
