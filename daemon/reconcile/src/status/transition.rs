//! How the operation of a target changes: one total function from a state and what happened to the next state.
//!
//! Not why it happened. Invariant: every pair has an answer; what cannot happen in a state is an answer too.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Operation;

/// Something that happened to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// It is looked at: reached, compared, planned.
    LookBegins,
    /// There is nothing to do.
    NothingToDo,
    /// There is something to do that must not be done.
    MayNotRun,
    /// There is something to do that a person starts.
    WaitsForPerson,
    /// There is something to do at a later moment.
    WaitsForWindow,
    /// There is something to do after other targets.
    WaitsForWave,
    /// A run begins, or one that was interrupted goes on.
    RunBegins,
    /// A step is about to save what undoes it.
    SnapshotBegins,
    /// A step is about to run.
    StepBegins,
    /// The steps are done; the result is compared.
    VerifyBegins,
    /// Steps are undone.
    UndoBegins,
    /// The run did all of its plan, or its undo did.
    RunSucceeded,
    /// Something failed, and what had been done is undone.
    RunFailed,
    /// The run was stopped before its end.
    RunStopped,
    /// Trying again is given up.
    GaveUp,
}

/// Something that cannot happen in that state: a defect of the caller, which keeps the state as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{happening:?}` cannot happen while a target is {operation}")]
pub struct NoTransition {
    /// The state.
    pub operation: Operation,
    /// What was said to happen.
    pub happening: Happening,
}

impl Happening {
    /// Every value.
    pub const ALL: [Self; 15] = [
        Self::LookBegins,
        Self::NothingToDo,
        Self::MayNotRun,
        Self::WaitsForPerson,
        Self::WaitsForWindow,
        Self::WaitsForWave,
        Self::RunBegins,
        Self::SnapshotBegins,
        Self::StepBegins,
        Self::VerifyBegins,
        Self::UndoBegins,
        Self::RunSucceeded,
        Self::RunFailed,
        Self::RunStopped,
        Self::GaveUp,
    ];
}

impl Operation {
    /// The state after something happened.
    ///
    /// # Errors
    /// It cannot happen in this state.
    pub const fn after(self, happening: Happening) -> Result<Self, NoTransition> {
        use Happening as H;
        let next = match (self, happening) {
            // Steps happen only within a run; within a run nothing else does.
            (Self::Snapshotting | Self::Applying | Self::Verifying | Self::RollingBack, happening) => match happening {
                H::SnapshotBegins => Self::Snapshotting,
                H::StepBegins | H::RunBegins => Self::Applying,
                H::VerifyBegins => Self::Verifying,
                H::UndoBegins => Self::RollingBack,
                H::RunSucceeded => Self::Succeeded,
                H::RunFailed => Self::Failed,
                H::RunStopped => Self::Aborted,
                H::LookBegins
                | H::NothingToDo
                | H::MayNotRun
                | H::WaitsForPerson
                | H::WaitsForWindow
                | H::WaitsForWave
                | H::GaveUp => {
                    return Err(NoTransition { operation: self, happening });
                }
            },
            // A run begins only from a look; what a look finds is said only after it.
            (Self::Planning, happening) => match happening {
                H::LookBegins => Self::Planning,
                H::NothingToDo => Self::Idle,
                H::MayNotRun => Self::Blocked,
                H::WaitsForPerson => Self::AwaitingApproval,
                H::WaitsForWindow => Self::AwaitingWindow,
                H::WaitsForWave => Self::AwaitingWave,
                H::RunBegins => Self::Applying,
                H::RunFailed => Self::Failed,
                H::GaveUp => Self::Stalled,
                H::SnapshotBegins
                | H::StepBegins
                | H::VerifyBegins
                | H::UndoBegins
                | H::RunSucceeded
                | H::RunStopped => return Err(NoTransition { operation: self, happening }),
            },
            // Everything else rests until it is looked at again, or given up.
            (
                Self::Idle
                | Self::AwaitingApproval
                | Self::AwaitingWindow
                | Self::AwaitingWave
                | Self::Blocked
                | Self::Succeeded
                | Self::Failed
                | Self::Aborted
                | Self::Stalled,
                happening,
            ) => match happening {
                H::LookBegins => Self::Planning,
                H::GaveUp => Self::Stalled,
                _ => return Err(NoTransition { operation: self, happening }),
            },
        };
        Ok(next)
    }
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
