//! What decided a finding: the least that one must know to find it.
//!
//! A review that knows less, in CI without a database, finds less; each finding says what it rests on, so that two reviews of one
//! change never contradict each other in silence.

use serde::Serialize;

/// What is known, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Knowledge {
    /// The statement alone.
    Statement,
    /// The statements around it in the same change.
    Change,
    /// What existed before the change.
    Schema,
    /// What a live database told of its rows.
    Live,
    /// What running it on a scratch server showed.
    Trace,
}

impl Knowledge {
    /// What it is, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Statement => "the statement",
            Self::Change => "the statements of the change",
            Self::Schema => "the schema before the change",
            Self::Live => "the live database",
            Self::Trace => "a run on a scratch server",
        }
    }
}
