//! How approvals are shown: the policy that is in force, and runs that were let go at once.

use review::approval::Verdict;
use schema::Digest;
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// The policy and the people that are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyStatus {
    /// The commit that they come from; `pinned` where they are those of the daemon's own folder.
    pub revision: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether any rule could ask for approvals.
    pub asks: bool,
    /// Another policy, or other people, that wait to be approved.
    pub waits: Option<PolicyWaits>,
}

/// Another policy, or other people, that wait to be approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyWaits {
    /// The digest of the change: what is approved.
    pub change: Digest,
    /// The digest of what is in force: what the change starts from.
    pub base: Digest,
    /// Who is missing, in one sentence.
    pub message: String,
    /// The command to type.
    pub command: String,
    /// Who agrees, who is missing, and whose statement does not count.
    pub approval: Verdict,
}

/// A run that somebody let go at once and that was not approved since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlassStatus {
    /// The run.
    pub run: i64,
    /// Its plan.
    pub plan: Digest,
    /// Who let it go.
    pub person: String,
    /// Why.
    pub reason: String,
    /// Until when it is to be approved.
    pub due: Timestamp,
    /// Whether that is over.
    pub is_overdue: bool,
    /// Who is missing, in one sentence.
    pub message: String,
}
