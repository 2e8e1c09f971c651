//! What a token may be used for.
//!
//! Invariant: a scope that is not known is refused where it is written, never passed over.

use std::fmt;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Asking for SQL reviews.
    Review,
    /// Having a target's live database asked for them.
    ReviewLive,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Review, Self::ReviewLive];

    /// The word in settings and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::ReviewLive => "review-live",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == text)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
