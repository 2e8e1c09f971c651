//! One run of one plan on one target: locked, checked, step by step, verified; or undone.
//!
//! Execution makes no choices: the plan says everything. What is retried is a step whose lock was not to be had in time;
//! what is unknown is looked at in the target, never guessed.

mod gate;
mod journal;
mod recover;
mod retry;
mod run;
mod undo;
mod watch;

use std::time::Duration;

use engine::{Class, Live, LockState, Options, RunId, RunState, Scope, Url, UsedApproval};
use schema::Digest;

pub use gate::{Claim, Gate, Open};
pub use journal::{Entry, Journal, JournalError};
pub use recover::recover;
pub use retry::Retry;
pub use run::apply;
pub use undo::{abort, call_off, forecast, preview_undo, take_back, undo};

/// A target as a rollout needs it: how to reach it, again if the connection is lost.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its URL.
    pub url: Url,
    /// How sessions are opened.
    pub options: Options,
    /// Which objects are looked at.
    pub scope: Scope,
    /// How steps are tried again.
    pub retry: Retry,
    /// How long its snapshots are kept; none: for ever.
    pub retention: Option<Duration>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The run.
    pub run: RunId,
    /// Its state.
    pub state: RunState,
    /// Why it did not succeed, without secrets.
    pub failure: Option<String>,
    /// The steps that are done and could not be undone.
    pub left: Vec<u32>,
}

/// Why a run did not begin, or could not be brought to an end.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    /// The database door failed.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// The journal failed; nothing runs unrecorded.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Another process works on the target.
    #[error("the target is locked by {who}; only one run at a time works on a target")]
    Locked {
        /// Who.
        who: String,
    },
    /// The live objects that the plan rests on are not what they were.
    #[error("the plan is superseded: the database is at {found}, the plan starts from {expected}; plan again")]
    Superseded {
        /// The fingerprint in the plan.
        expected: Digest,
        /// The fingerprint found.
        found: Digest,
    },
    /// The changelist ran meanwhile, or nothing of it may run again.
    #[error("the changelist `{id}` ran already, in run {run}; nothing runs twice")]
    AlreadyRan {
        /// The changelist.
        id: String,
        /// Its last run.
        run: RunId,
    },
    /// The plan does not have the digest of its content, or is not proven.
    #[error("the plan is refused: {0}")]
    Refused(&'static str),
    /// Its approvals are not there, or not any more.
    #[error("the plan may not run: {0}")]
    NotApproved(String),
    /// Approvals were used before, as the target's ledger knows.
    #[error(
        "the plan may not run: an approval was used for run {run} already, by the target's ledger, and counts once"
    )]
    ApprovalUsed {
        /// The run.
        run: RunId,
        /// The approvals.
        used: Vec<UsedApproval>,
    },
    /// A run was interrupted and must be settled first.
    #[error("run {0} was interrupted; it must be finished or undone first")]
    OpenRun(RunId),
    /// There is no such run.
    #[error("the ledger has no run {}", .0.map_or_else(|| "that could be undone".to_owned(), |run| run.to_string()))]
    NoRun(Option<RunId>),
    /// The run cannot be undone.
    #[error("run {run} cannot be undone: {reason}")]
    NotUndoable {
        /// The run.
        run: RunId,
        /// Why.
        reason: String,
    },
}

impl RolloutError {
    /// Whether it is a refusal (exit 3) rather than a failure (exit 1).
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Superseded { .. }
                | Self::AlreadyRan { .. }
                | Self::Refused(_)
                | Self::NotApproved(_)
                | Self::ApprovalUsed { .. }
                | Self::NotUndoable { .. }
        )
    }
}

/// Opens a session and takes the target's lock, waiting for it as `retry` allows.
async fn open_locked(site: &Site, journal: &mut impl Journal) -> Result<Live, RolloutError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    wait_for_lock(site, &mut live, journal).await?;
    Ok(live)
}

/// The same after the connection was lost: the server may be starting up, which is waited for as `retry` allows.
async fn open_again(site: &Site, journal: &mut impl Journal) -> Result<Live, RolloutError> {
    let mut pauses = site.retry.pauses();
    loop {
        match open_locked(site, journal).await {
            Err(RolloutError::Engine(error)) if error.class() != Class::Deterministic => match pauses.next() {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error.into()),
            },
            opened => return opened,
        }
    }
}

/// Takes the target's lock, waiting for it as `retry` allows.
async fn wait_for_lock(site: &Site, live: &mut Live, journal: &mut impl Journal) -> Result<(), RolloutError> {
    let mut pause = site.retry.pauses();
    loop {
        match live.lock().await? {
            LockState::Held => return Ok(()),
            LockState::HeldByOther { who } => match pause.next() {
                Some(pause) => {
                    journal.waits(&who);
                    tokio::time::sleep(pause).await;
                }
                None => return Err(RolloutError::Locked { who }),
            },
        }
    }
}
