//! Why a source could not be looked at or is not followed.
//!
//! Invariant: no secret and no control character reaches a message, whatever a server says.

use std::path::Path;
use std::time::Duration;

use crate::access::Access;
use crate::location::Remote;
use crate::names::{Reference, Revision};
use crate::path::shown;
use crate::redact::redact;
use crate::repository::{RepositoryError, either};

/// The most of a server's words that a message repeats.
const WORDS: usize = 400;

/// Why a source could not be looked at or is not followed.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The repository on this machine, or the mirror, says no.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The remote does not answer, or not to the end.
    #[error("cannot reach `{remote}`: {reason}")]
    Unreachable {
        /// The remote, without user and password.
        remote: String,
        /// What happened.
        reason: String,
    },
    /// The remote does not let us in.
    #[error("`{remote}` refused us: {reason}")]
    Refused {
        /// The remote, without user and password.
        remote: String,
        /// What it said, and what to do.
        reason: String,
    },
    /// The remote answers and has no such repository.
    #[error("`{remote}` is not there: {reason}")]
    NotFound {
        /// The remote, without user and password.
        remote: String,
        /// What it said.
        reason: String,
    },
    /// The remote answers in a way that is not Git's.
    #[error("`{remote}` does not answer as a Git server: {reason}")]
    Protocol {
        /// The remote, without user and password.
        remote: String,
        /// What is wrong with the answer.
        reason: String,
    },
    /// The remote has no commits.
    #[error("`{remote}` has no commits yet: push the schema repo first")]
    Empty {
        /// The remote, without user and password.
        remote: String,
    },
    /// The remote has no such reference.
    #[error("`{reference}` is not in `{remote}`: there is {}", either(.present))]
    MissingReference {
        /// The reference that is followed.
        reference: Reference,
        /// The remote, without user and password.
        remote: String,
        /// Some that are there.
        present: Vec<String>,
    },
    /// The reference was moved to a commit that does not follow from the last accepted one.
    #[error(
        "the history of `{reference}` was rewritten: `{head}` does not descend from `{last}`, which stays in force; \
         move the reference back, or accept the new history explicitly"
    )]
    HistoryRewritten {
        /// The reference that is followed.
        reference: Reference,
        /// The last accepted commit.
        last: Revision,
        /// Where the reference points now.
        head: Revision,
    },
    /// The remote sends more than we take.
    #[error("`{remote}` sends more than {limit} bytes in one fetch, which is the limit")]
    TooLarge {
        /// The remote, without user and password.
        remote: String,
        /// The limit.
        limit: u64,
    },
    /// The file of certificate authorities cannot be used.
    #[error("`{path}` cannot be used as a file of certificate authorities: {reason}")]
    Authorities {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder of mirrors cannot be used.
    #[error("cannot keep a mirror in `{path}`: {reason}")]
    Mirror {
        /// The mirror.
        path: String,
        /// What happened.
        reason: String,
    },
    /// The program is ending.
    #[error("the look at the source was cut short because the program is ending")]
    Ending,
}

impl SourceError {
    /// Says whether trying again soon may help; else only a person or a later push does.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Mirror { .. } | Self::Ending)
    }

    pub(crate) fn mirror(path: &Path, reason: impl ToString) -> Self {
        Self::Mirror { path: path.display().to_string(), reason: reason.to_string() }
    }
}

/// What went wrong in talking to a remote, before it is said of which.
#[derive(Debug)]
pub(crate) enum Fault {
    Unreachable(String),
    Refused(String),
    NotFound(String),
    Protocol(String),
    TooLarge,
    Authorities { path: String, reason: String },
}

impl Fault {
    pub(crate) fn silent(patience: Duration) -> Self {
        Self::Unreachable(format!("it was silent for {} seconds", patience.as_secs_f32()))
    }

    pub(crate) fn broken(error: impl ToString) -> Self {
        Self::Unreachable(error.to_string())
    }

    pub(crate) fn protocol(reason: impl Into<String>) -> Self {
        Self::Protocol(reason.into())
    }

    /// Judges what a server said in its own words.
    pub(crate) fn said(words: &[u8]) -> Self {
        let words = said(words);
        let lower = words.to_ascii_lowercase();
        let holds = |texts: &[&str]| texts.iter().any(|text| lower.contains(text));
        match () {
            () if holds(&["does not appear to be a git repository", "not found", "no such", "not exported"]) => {
                Self::NotFound(words)
            }
            () if holds(&["denied", "not allowed", "unauthorized", "authentication"]) => Self::Refused(words),
            () if holds(&["not our ref"]) => Self::Unreachable("it changed while it was read".to_owned()),
            () => Self::Unreachable(words),
        }
    }

    pub(crate) fn at(self, remote: &Remote, access: &Access) -> SourceError {
        let remote = remote.to_string();
        match self {
            Self::Unreachable(reason) => SourceError::Unreachable { remote, reason: redact(&reason) },
            Self::Refused(reason) => SourceError::Refused { remote, reason: redact(&reason) },
            Self::NotFound(reason) => SourceError::NotFound { remote, reason: redact(&reason) },
            Self::Protocol(reason) => SourceError::Protocol { remote, reason: redact(&reason) },
            Self::TooLarge => SourceError::TooLarge { remote, limit: access.largest_fetch },
            Self::Authorities { path, reason } => SourceError::Authorities { path, reason },
        }
    }
}

/// Makes a server's words fit for one line.
pub(crate) fn said(words: &[u8]) -> String {
    let lines = words.split(|b| matches!(b, b'\n' | b'\r')).map(|line| shown(line.trim_ascii()));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    text.chars().take(WORDS).collect()
}
