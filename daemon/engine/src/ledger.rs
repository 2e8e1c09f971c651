//! The ledger: the record inside a target of what ran there.
//!
//! It commits in the same transaction as the step it records, so that a lost store can make nothing run twice. It lives in
//! the schema `groundline` (PostgreSQL) or in tables named `groundline_…` (SQLite).

use plan::Plan;
use schema::Digest;

/// The number of a run within one target, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct RunId(pub i64);

impl std::fmt::Display for RunId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Steps are being run, or the process that ran them died.
    Running,
    /// A step or the verification failed and the steps before are being undone, or the process that undid them died.
    GivingUp,
    /// Its steps are being undone on demand, or the process that undid them died.
    Undoing,
    /// Every step is done.
    Succeeded,
    /// A step failed and the steps before it were undone.
    Failed,
    /// It succeeded and was undone later.
    Undone,
}

impl RunState {
    /// The words of the final states, as SQL.
    pub(crate) const FINAL: &str = "'succeeded', 'failed', 'undone'";

    /// The word in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::GivingUp => "giving_up",
            Self::Undoing => "undoing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Undone => "undone",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Running, Self::GivingUp, Self::Undoing, Self::Succeeded, Self::Failed, Self::Undone]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// Whether the run is over.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Undone)
    }
}

/// Where a step stands; a step without a row has not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It has not begun, or was rolled back.
    NotRun,
    /// A statement outside of transactions was begun and its outcome is not recorded.
    Begun,
    /// Done.
    Done,
    /// Done, and undone after.
    Undone,
}

/// An online change of a table, as the target tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OnlineJob {
    /// Its number.
    pub id: i64,
    /// The run that it is part of.
    pub run: RunId,
    /// The step that it is.
    pub step: u32,
    /// The table.
    pub table: String,
    /// How far it is, as a word.
    pub phase: String,
    /// Whether it has still to come to its end.
    pub is_open: bool,
    /// Whether the table as it was can be fed, and so brought back with all that was written since.
    pub is_fed: bool,
    /// The table as it was, after the exchange.
    pub kept: Option<String>,
    /// Rows that were copied.
    pub copied: u64,
    /// Rows that were replayed.
    pub replayed: u64,
    /// When it began, in seconds since 1970-01-01 UTC.
    pub began_at: i64,
}

/// One run of a plan, as the ledger tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The plan, whole: so that it can be finished or undone from the target alone.
    pub plan: Plan,
    /// The commit it came from, where there is a schema repo.
    pub revision: Option<String>,
    /// Where it stands.
    pub state: RunState,
    /// When it began, in seconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// When it ended, in seconds since 1970-01-01 UTC.
    pub finished_at: Option<i64>,
    /// The version of the program that ran it.
    pub program: String,
}

/// The last run of a changelist, as the ledger tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChangelistRun {
    /// The changelist.
    pub id: String,
    /// The digest of what it said.
    pub digest: Digest,
    /// The run.
    pub run: RunId,
    /// Where the run stands.
    pub state: RunState,
    /// Whether it failed and something of it could not be undone.
    pub has_left: bool,
    /// The commit it came from.
    pub revision: Option<String>,
    /// When it began, in seconds since 1970-01-01 UTC.
    pub started_at: i64,
    /// When it ended, in seconds since 1970-01-01 UTC.
    pub finished_at: Option<i64>,
}

impl ChangelistRun {
    /// Whether a changelist that says what has this digest may run after this run: nothing runs twice.
    pub fn allows(&self, digest: Digest) -> bool {
        match self.state {
            RunState::Failed => !self.has_left || digest != self.digest,
            RunState::Undone => digest != self.digest,
            RunState::Succeeded | RunState::Running | RunState::GivingUp | RunState::Undoing => false,
        }
    }
}
