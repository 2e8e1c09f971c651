//! The three axes on which a target is shown: how it stands to Git, whether it can be reached, what is being done.
//!
//! Not how they change: `transition` and `three_way` have that. Invariant: the words are stable; programs read them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a target stands to Git.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sync {
    /// The database is what Git says.
    InSync,
    /// Git asks for a change that the target does not have yet.
    Pending,
    /// The target changed and Git did not ask for it.
    Drifted,
    /// Both: the target changed, and Git asks for something else.
    Diverged,
    /// It was not compared yet, or cannot be.
    #[default]
    Unknown,
}

/// Whether a target can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It answers.
    Reachable,
    /// It answers, and not as it should: refused logins, missing privileges, read-only, disk full.
    Degraded,
    /// It does not answer.
    Unreachable,
    /// It was not tried yet.
    #[default]
    Unknown,
}

/// What is being done with a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Nothing, and nothing is to be done.
    #[default]
    Idle,
    /// It is being compared and planned.
    Planning,
    /// A plan is ready and waits for a person to apply it.
    AwaitingApproval,
    /// A plan is ready and waits for the moment from which it may begin.
    AwaitingWindow,
    /// A plan is ready and waits for other targets of its environment.
    AwaitingWave,
    /// Something is to be done and must not be: the reason says what is missing.
    Blocked,
    /// What undoes the next step is being saved.
    Snapshotting,
    /// Steps are running.
    Applying,
    /// The result is being compared with what was desired.
    Verifying,
    /// Steps are being undone.
    RollingBack,
    /// The last run did all of its plan.
    Succeeded,
    /// The last run failed, and was undone.
    Failed,
    /// The last run was stopped before its end; it is finished or undone next.
    Aborted,
    /// Trying again was given up until something changes.
    Stalled,
}

impl Sync {
    /// Every value.
    pub const ALL: [Self; 5] = [Self::InSync, Self::Pending, Self::Drifted, Self::Diverged, Self::Unknown];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::InSync => "in sync",
            Self::Pending => "pending",
            Self::Drifted => "drifted",
            Self::Diverged => "diverged",
            Self::Unknown => "unknown",
        }
    }
}

impl Health {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Reachable, Self::Degraded, Self::Unreachable, Self::Unknown];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Degraded => "degraded",
            Self::Unreachable => "unreachable",
            Self::Unknown => "unknown",
        }
    }
}

impl Operation {
    /// Every value.
    pub const ALL: [Self; 14] = [
        Self::Idle,
        Self::Planning,
        Self::AwaitingApproval,
        Self::AwaitingWindow,
        Self::AwaitingWave,
        Self::Blocked,
        Self::Snapshotting,
        Self::Applying,
        Self::Verifying,
        Self::RollingBack,
        Self::Succeeded,
        Self::Failed,
        Self::Aborted,
        Self::Stalled,
    ];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Planning => "planning",
            Self::AwaitingApproval => "awaiting approval",
            Self::AwaitingWindow => "awaiting window",
            Self::AwaitingWave => "awaiting wave",
            Self::Blocked => "blocked",
            Self::Snapshotting => "snapshotting",
            Self::Applying => "applying",
            Self::Verifying => "verifying",
            Self::RollingBack => "rolling back",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
            Self::Stalled => "stalled",
        }
    }

    /// Whether a run is under way.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Snapshotting | Self::Applying | Self::Verifying | Self::RollingBack)
    }

    /// Whether somebody has to look: the status then says what is next and by whom.
    pub const fn is_unhappy(self) -> bool {
        matches!(self, Self::AwaitingApproval | Self::Blocked | Self::Failed | Self::Aborted | Self::Stalled)
    }
}

impl fmt::Display for Sync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
