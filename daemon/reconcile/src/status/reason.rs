//! Why a target is as it is, as a word that programs read.
//!
//! Not the message for people. Invariant: a word never changes its meaning.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a target is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The daemon has not come to it.
    NotLookedAt,
    /// It is being looked at.
    Looking,
    /// The database is what Git says.
    InSync,
    /// It changed and Git did not ask for it.
    Drift,
    /// It changed, and Git asks for something else: applying would also revert the drift.
    DriftInTheWay,
    /// Its environment is in mode `manual`.
    ManualMode,
    /// Git says that nothing is applied for now.
    Suspended,
    /// Somebody decided that it is left as it is.
    Skipped,
    /// Somebody decided that nothing more of what Git says begins.
    Cancelled,
    /// No window for it is open.
    OutsideWindow,
    /// A window is open, and nothing begins in it so late.
    StartByPassed,
    /// A window is open, and the plan would not end in time.
    CannotFinishInTime,
    /// A freeze is on.
    Frozen,
    /// Other targets of its environment come first.
    EarlierWave,
    /// A target that it depends on is not what Git says.
    DependsOn,
    /// Too many of the targets that came before it failed.
    WaveFailed,
    /// A check of the wave before it does not hold.
    CheckFailed,
    /// A hazard of the plan has no consent in Git.
    MissingConsent,
    /// A rule of the review finds an error in the plan, or in the declarations that it comes from.
    Review,
    /// People who must agree to the plan have not said so.
    NeedsApproval,
    /// Somebody says that the plan must not run.
    Rejected,
    /// A run that somebody let go at once was not approved in time.
    ReviewOverdue,
    /// The desired state is empty and the target is not.
    EmptyDesired,
    /// Objects that are not understood.
    Unsupported,
    /// The planner refuses the change.
    PlanRefused,
    /// The plan could not be proven on a scratch copy.
    NotProven,
    /// The desired SQL does not load.
    BrokenSql,
    /// A changelist was edited after it ran, cannot be run, or failed and could not be undone.
    Changelist,
    /// Git asks for a rollout to be taken back, and it cannot be on this target as things are.
    RollbackRefused,
    /// Something in the schema repo is wrong for this target: a variable that is not set, ids that cannot be read.
    BadSettings,
    /// It does not answer.
    Unreachable,
    /// It refuses the login.
    LoginRefused,
    /// A privilege is missing.
    MissingPrivilege,
    /// It cannot be written.
    ReadOnly,
    /// Its disk is full.
    DiskFull,
    /// A lock was not to be had in time, or another process works on it.
    Locked,
    /// The connection was lost while something ran: it is inspected before anything else.
    OutcomeUnknown,
    /// The plan was outrun by a change of the target.
    Superseded,
    /// A run is under way.
    Running,
    /// The last run did all of its plan.
    Applied,
    /// A step failed and everything was undone.
    StepFailed,
    /// A step failed and not everything could be undone.
    UndoIncomplete,
    /// The daemon ended, or the journal could not be written, in the middle of a run.
    Interrupted,
    /// The daemon's own store cannot be written: nothing is applied.
    StoreFailed,
    /// Any other failure of the target.
    Failed,
    /// It is no longer in Git.
    Orphaned,
}

impl Reason {
    /// Every value.
    pub const ALL: [Self; 46] = [
        Self::NotLookedAt,
        Self::Looking,
        Self::InSync,
        Self::Drift,
        Self::DriftInTheWay,
        Self::ManualMode,
        Self::Suspended,
        Self::Skipped,
        Self::Cancelled,
        Self::OutsideWindow,
        Self::StartByPassed,
        Self::CannotFinishInTime,
        Self::Frozen,
        Self::EarlierWave,
        Self::DependsOn,
        Self::WaveFailed,
        Self::CheckFailed,
        Self::MissingConsent,
        Self::Review,
        Self::NeedsApproval,
        Self::Rejected,
        Self::ReviewOverdue,
        Self::EmptyDesired,
        Self::Unsupported,
        Self::PlanRefused,
        Self::NotProven,
        Self::BrokenSql,
        Self::Changelist,
        Self::RollbackRefused,
        Self::BadSettings,
        Self::Unreachable,
        Self::LoginRefused,
        Self::MissingPrivilege,
        Self::ReadOnly,
        Self::DiskFull,
        Self::Locked,
        Self::OutcomeUnknown,
        Self::Superseded,
        Self::Running,
        Self::Applied,
        Self::StepFailed,
        Self::UndoIncomplete,
        Self::Interrupted,
        Self::StoreFailed,
        Self::Failed,
        Self::Orphaned,
    ];

    /// The word that programs read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotLookedAt => "not-looked-at",
            Self::Looking => "looking",
            Self::InSync => "in-sync",
            Self::Drift => "drift",
            Self::DriftInTheWay => "drift-in-the-way",
            Self::ManualMode => "manual-mode",
            Self::Suspended => "suspended",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::OutsideWindow => "outside-window",
            Self::StartByPassed => "start-by-passed",
            Self::CannotFinishInTime => "cannot-finish-in-time",
            Self::Frozen => "frozen",
            Self::EarlierWave => "earlier-wave",
            Self::DependsOn => "depends-on",
            Self::WaveFailed => "wave-failed",
            Self::CheckFailed => "check-failed",
            Self::MissingConsent => "missing-consent",
            Self::Review => "review",
            Self::NeedsApproval => "needs-approval",
            Self::Rejected => "rejected",
            Self::ReviewOverdue => "review-overdue",
            Self::EmptyDesired => "empty-desired",
            Self::Unsupported => "unsupported",
            Self::PlanRefused => "plan-refused",
            Self::NotProven => "not-proven",
            Self::BrokenSql => "broken-sql",
            Self::Changelist => "changelist",
            Self::RollbackRefused => "rollback-refused",
            Self::BadSettings => "bad-settings",
            Self::Unreachable => "unreachable",
            Self::LoginRefused => "login-refused",
            Self::MissingPrivilege => "missing-privilege",
            Self::ReadOnly => "read-only",
            Self::DiskFull => "disk-full",
            Self::Locked => "locked",
            Self::OutcomeUnknown => "outcome-unknown",
            Self::Superseded => "superseded",
            Self::Running => "running",
            Self::Applied => "applied",
            Self::StepFailed => "step-failed",
            Self::UndoIncomplete => "undo-incomplete",
            Self::Interrupted => "interrupted",
            Self::StoreFailed => "store-failed",
            Self::Failed => "failed",
            Self::Orphaned => "orphaned",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
