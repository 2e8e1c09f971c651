//! The status of the whole: the schema repo that is followed, what is wrong with it, and every target.
//!
//! Invariant: it is replaced as a whole, never changed under a reader.

use serde::{Deserialize, Serialize};

use super::{PolicyStatus, TargetStatus, Timestamp};

/// How the daemon stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonStatus {
    /// The version of this form; 1.
    pub version: u32,
    /// The version of the program.
    pub program: String,
    /// When the daemon started.
    pub started: Timestamp,
    /// When this status was made.
    pub at: Timestamp,
    /// The schema repo that is followed.
    pub source: SourceStatus,
    /// Why nothing is applied at all, where that is so: the store cannot be written.
    pub halted: Option<String>,
    /// The policy and the people that are in force; nothing before a commit was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyStatus>,
    /// The targets by name.
    pub targets: Vec<TargetStatus>,
}

/// How the followed reference stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceStatus {
    /// Where the repository is, without secrets.
    pub location: String,
    /// The reference.
    pub reference: String,
    /// The commit in force: what targets are compared with.
    pub revision: Option<String>,
    /// The commit that the reference is at, where it is not in force: its content is broken.
    pub broken_revision: Option<String>,
    /// When the source was last looked at with success.
    pub last_success: Option<Timestamp>,
    /// How old the knowledge of the source is, in seconds.
    pub age_seconds: Option<u64>,
    /// Why it cannot be looked at or is not followed, without secrets.
    pub failure: Option<SourceFailure>,
    /// What is wrong with the content: errors keep the last good commit in force.
    pub diagnostics: Vec<RepoDiagnostic>,
}

/// A source that cannot be looked at, or is not followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFailure {
    /// What failed, without secrets.
    pub message: String,
    /// Since when.
    pub since: Timestamp,
    /// How many looks in a row failed.
    pub attempts: u32,
}

/// Something wrong with the content of the schema repo.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RepoDiagnostic {
    /// `error` or `note`.
    pub severity: String,
    /// Its code, for `groundline explain`.
    pub code: Option<String>,
    /// `file`, or `file:line:column`.
    pub location: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl DaemonStatus {
    /// A daemon that has not looked at anything yet.
    pub fn starting(source: SourceStatus, now: Timestamp) -> Self {
        Self {
            version: 1,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            started: now,
            at: now,
            source,
            halted: None,
            policy: None,
            targets: Vec::new(),
        }
    }

    /// The status of a target.
    pub fn target(&self, name: &str) -> Option<&TargetStatus> {
        self.targets.iter().find(|target| target.name == name)
    }
}
