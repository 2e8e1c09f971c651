//! The journal: what is about to happen and what has happened, written before and after each step.
//!
//! The ledger in the target is what recovery rests on; the journal tells the same story in the store, for people.

use std::future::Future;

use engine::{Progress, RunId, RunState};
use plan::Plan;

use super::gate::Claim;

/// One entry of the journal.
#[derive(Clone, Debug)]
pub enum Entry<'a> {
    /// The target is locked and the base is unchanged; the run is in the ledger.
    RunBegins {
        /// The run.
        run: RunId,
        /// Its plan.
        plan: &'a Plan,
        /// The commit it comes from.
        revision: Option<&'a str>,
        /// What it rests on.
        claim: &'a Claim,
    },
    /// A run whose process died was found; it goes on, or is undone.
    RunResumes {
        /// The run.
        run: RunId,
        /// Its plan.
        plan: &'a Plan,
    },
    /// A step is about to run.
    StepBegins {
        /// The run.
        run: RunId,
        /// The number of the step.
        step: u32,
        /// Which try it is, from 1.
        attempt: u32,
    },
    /// A step is done: the ledger has it.
    StepDone {
        /// The run.
        run: RunId,
        /// The number of the step.
        step: u32,
    },
    /// A step failed.
    StepFailed {
        /// The run.
        run: RunId,
        /// The number of the step.
        step: u32,
        /// Why, without secrets.
        error: &'a str,
        /// Whether it is tried again.
        again: bool,
    },
    /// A step is about to be undone.
    UndoBegins {
        /// The run.
        run: RunId,
        /// The number of the step.
        step: u32,
    },
    /// A step is undone: the ledger has it.
    UndoDone {
        /// The run.
        run: RunId,
        /// The number of the step.
        step: u32,
    },
    /// The steps are done and the result is about to be verified.
    Verifying {
        /// The run.
        run: RunId,
    },
    /// The run is over.
    RunEnds {
        /// The run.
        run: RunId,
        /// How.
        state: RunState,
    },
}

impl Entry<'_> {
    /// A stable name of the point, as in `step-begins:2`: for the journal and for fault tests.
    pub fn point(&self) -> String {
        match self {
            Self::RunBegins { .. } => "run-begins".to_owned(),
            Self::RunResumes { .. } => "run-resumes".to_owned(),
            Self::StepBegins { step, .. } => format!("step-begins:{step}"),
            Self::StepDone { step, .. } => format!("step-done:{step}"),
            Self::StepFailed { step, .. } => format!("step-failed:{step}"),
            Self::UndoBegins { step, .. } => format!("undo-begins:{step}"),
            Self::UndoDone { step, .. } => format!("undo-done:{step}"),
            Self::Verifying { .. } => "verifying".to_owned(),
            Self::RunEnds { .. } => "run-ends".to_owned(),
        }
    }

    /// The run that it is about.
    pub const fn run(&self) -> RunId {
        match self {
            Self::RunBegins { run, .. }
            | Self::RunResumes { run, .. }
            | Self::StepBegins { run, .. }
            | Self::StepDone { run, .. }
            | Self::StepFailed { run, .. }
            | Self::UndoBegins { run, .. }
            | Self::UndoDone { run, .. }
            | Self::Verifying { run }
            | Self::RunEnds { run, .. } => *run,
        }
    }
}

/// Where entries go. When an entry cannot be written the run stops before the step: nothing runs unrecorded.
pub trait Journal: Send {
    /// Writes one entry; it is durable when the future is ready.
    fn record(&mut self, entry: Entry<'_>) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// Told before each wait for the target's lock, with who holds it; nothing of the run is durable yet.
    fn waits(&mut self, _who: &str) {}

    /// Told several times a second how far the online change of a step is.
    fn progresses(&mut self, _step: u32, _progress: &Progress) {}
}

/// Why an entry could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the journal cannot be written: {0}")]
pub struct JournalError(pub String);
