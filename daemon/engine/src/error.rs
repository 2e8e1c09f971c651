//! What can go wrong at the database door, and what a caller may do about it.

/// A result of the database door.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It may pass by itself: connection refused, lock timeout, deadlock, server starting up.
    Transient,
    /// The same call would fail the same way: syntax, constraint violation, missing privilege, refusal.
    Deterministic,
    /// The connection was lost while a statement ran: look at the database before doing anything.
    Unknown,
}

/// What went wrong. No message bears a password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be made.
    #[error("cannot reach `{url}`: {reason}")]
    Unreachable {
        /// The redacted URL.
        url: String,
        /// Why, as the system says.
        reason: String,
    },
    /// The server refused the role or password.
    #[error("`{url}` refused the login: {reason}")]
    LoginRefused {
        /// The redacted URL.
        url: String,
        /// Why, as the server says.
        reason: String,
    },
    /// A privilege is missing.
    #[error("`{action}` needs a privilege that the role does not have: {reason}")]
    MissingPrivilege {
        /// What was tried, in words.
        action: String,
        /// Why, as the server says.
        reason: String,
        /// How to mend it: the GRANT, or another way such as `--scratch-url`.
        hint: String,
    },
    /// The database or its file cannot be written.
    #[error("`{target}` is read-only: {reason}")]
    ReadOnly {
        /// The redacted URL.
        target: String,
        /// Why.
        reason: String,
    },
    /// No space is left.
    #[error("no space is left for `{target}`: {reason}")]
    DiskFull {
        /// The redacted URL.
        target: String,
        /// Why.
        reason: String,
    },
    /// A lock was not to be had in time.
    #[error("timed out waiting for a lock on {what}{}", held_by(.blockers))]
    LockTimeout {
        /// What was to be locked.
        what: String,
        /// Who held it, where the server can say.
        blockers: Vec<String>,
    },
    /// A statement ran longer than it may.
    #[error("a statement ran longer than its timeout: {statement}")]
    StatementTimeout {
        /// The statement.
        statement: String,
    },
    /// A guard found rows.
    #[error("{message}")]
    Guard {
        /// What, why, and what to do.
        message: String,
    },
    /// Desired SQL does not elaborate.
    #[error("the desired SQL has {} error(s)", .0.len())]
    Desired(Vec<crate::SqlDiagnostic>),
    /// A statement failed.
    #[error("{message}{}: {statement}", code_text(.code))]
    Statement {
        /// What the server says.
        message: String,
        /// The server's code: SQLSTATE, or SQLite's extended result code.
        code: Option<String>,
        /// The statement.
        statement: String,
        /// The character in the statement where the server saw the error, from 0.
        position: Option<usize>,
    },
    /// The connection broke while a statement ran.
    #[error("the connection was lost while a statement ran: {reason}")]
    ConnectionLost {
        /// Why, as the system says.
        reason: String,
    },
    /// The engine cannot do what was asked.
    #[error("{what}: {reason}")]
    Refused {
        /// What was asked.
        what: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// The ledger holds what this program did not write.
    #[error("the ledger of `{target}` cannot be read: {reason}")]
    Ledger {
        /// The redacted URL.
        target: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Error {
    /// Whether trying again can help.
    pub const fn class(&self) -> Class {
        match self {
            Self::Unreachable { .. } | Self::LockTimeout { .. } => Class::Transient,
            Self::ConnectionLost { .. } => Class::Unknown,
            _ => Class::Deterministic,
        }
    }

    /// Whether it is desired SQL that a server would take and this program does not, and nothing worse.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Desired(diagnostics) if diagnostics.iter().all(|diagnostic| diagnostic.is_refusal))
    }

    /// What to do about it, where the message does not say.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::MissingPrivilege { hint, .. } => Some(hint),
            Self::Unreachable { .. } => {
                Some("check host, port and that the server runs; `groundline doctor` looks at every target")
            }
            Self::LoginRefused { .. } => {
                Some("check user, password and database of the URL, and the server's access rules")
            }
            Self::LockTimeout { .. } => {
                Some("wait for the other session or end it, or allow more time with `--lock-timeout`")
            }
            Self::ReadOnly { .. } => {
                Some("give the daemon's user the right to write it, or name the primary server instead of a standby")
            }
            Self::DiskFull { .. } => Some("free some space; the step was rolled back and nothing was changed"),
            _ => None,
        }
    }
}

fn held_by(blockers: &[String]) -> String {
    if blockers.is_empty() { String::new() } else { format!(", held by {}", blockers.join("; ")) }
}

fn code_text(code: &Option<String>) -> String {
    code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default()
}
