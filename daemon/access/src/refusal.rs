//! Why somebody is not let in: what the caller learns, and what the log may say beside it.
//!
//! Invariant: the caller learns one of three words, and never which part of a foreign token was wrong.

use std::fmt;

/// What a caller learns of a token that does not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwelcome {
    /// It is nobody's: mistyped, never issued, or revoked.
    Unknown,
    /// It is somebody's, and not at this time.
    Expired,
    /// Its issuer is not trusted for this, or did not sign it.
    Foreign,
}

/// Why a token does not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} token: {why}")]
pub struct Refusal {
    /// What the caller learns.
    pub kind: Unwelcome,
    /// What exactly, for the log of the daemon; holds nothing of the token.
    pub why: &'static str,
}

impl Unwelcome {
    /// The word in answers and in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Foreign => "foreign",
        }
    }

    /// The refusal, with what exactly was wrong.
    pub const fn because(self, why: &'static str) -> Refusal {
        Refusal { kind: self, why }
    }
}

impl fmt::Display for Unwelcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
