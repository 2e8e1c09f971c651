//! The journal of a run as the daemon keeps it: in the store first, then in the status, then to whoever waits at a point.
//!
//! Invariant: when the daemon is told to end, no further step begins; the run is finished when it starts again.

use plan::{Plan, Step};
use schema::Digest;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::settings::Checkpoint;
use crate::rollout::{Entry, Journal, JournalError};
use crate::status::{Happening, OnlineProgress, Progress};
use crate::store::RunJournal;

/// What a running target tells of itself.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) target: String,
    pub(super) told: Told,
}

/// What is told.
#[derive(Debug)]
pub(super) enum Told {
    /// Something happened; at which step of a run.
    Happened(Happening, Option<Progress>),
    /// The online change of the step under way got on.
    GotOn(OnlineProgress),
}

/// Where running targets tell of themselves.
pub(super) type Reports = UnboundedSender<Report>;

/// The journal of one run.
pub(super) struct Recorder {
    journal: RunJournal,
    target: String,
    reports: Reports,
    cancel: CancellationToken,
    checkpoint: Option<Checkpoint>,
    plan: Option<Digest>,
    steps: Vec<Step>,
    attempt: u32,
    span: tracing::Span,
}

impl Recorder {
    pub(super) fn new(
        journal: RunJournal,
        target: &str,
        reports: Reports,
        cancel: CancellationToken,
        checkpoint: Option<Checkpoint>,
    ) -> Self {
        let target = target.to_owned();
        let (plan, steps, attempt, span) = (None, Vec::new(), 0, tracing::Span::none());
        Self { journal, target, reports, cancel, checkpoint, plan, steps, attempt, span }
    }

    /// The digest of the plan, once a run began.
    pub(super) const fn plan(&self) -> Option<Digest> {
        self.plan
    }

    /// The last try that was begun of any step.
    pub(super) const fn last_attempt(&self) -> u32 {
        self.attempt
    }

    fn report(&self, happening: Happening, step: Option<u32>) {
        let progress = step.map(|id| Progress {
            step: id,
            of: u32::try_from(self.steps.len()).unwrap_or(u32::MAX),
            summary: self.step(id).map(|step| step.summary.clone()).unwrap_or_default(),
            online: None,
        });
        self.tell(Told::Happened(happening, progress));
    }

    fn tell(&self, told: Told) {
        // The receiver is gone only when the loop has ended, and then nobody reads the status either.
        let _ = self.reports.send(Report { target: self.target.clone(), told });
    }

    fn step(&self, id: u32) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    fn begins(&mut self, plan: &Plan) {
        self.steps.clone_from(&plan.steps);
        (self.plan, self.attempt) = (Some(plan.digest), 0);
        self.report(Happening::RunBegins, None);
    }

    /// Shows what was written.
    fn show(&mut self, entry: &Entry<'_>) {
        match entry {
            Entry::RunBegins { plan, .. } | Entry::RunResumes { plan, .. } => self.begins(plan),
            Entry::StepBegins { run, step, attempt } => {
                self.attempt = *attempt;
                self.span = tracing::info_span!("step", step, attempt);
                let saves = self.step(*step).is_some_and(|step| !step.keeps.is_empty());
                self.report(if saves { Happening::SnapshotBegins } else { Happening::StepBegins }, Some(*step));
                self.span.in_scope(|| tracing::info!(run = run.0, "step begins"));
            }
            Entry::StepDone { .. } => self.leave(|| tracing::info!("step done")),
            Entry::StepFailed { error, again, .. } => self.leave(|| tracing::warn!(error, again, "step failed")),
            Entry::UndoBegins { step, .. } => self.report(Happening::UndoBegins, Some(*step)),
            Entry::UndoDone { .. } => {}
            Entry::Verifying { .. } => self.report(Happening::VerifyBegins, None),
            Entry::RunEnds { run, state } => tracing::info!(run = run.0, state = state.word(), "run ended"),
        }
    }

    fn leave(&mut self, log: impl FnOnce()) {
        std::mem::replace(&mut self.span, tracing::Span::none()).in_scope(log);
    }
}

impl Journal for Recorder {
    async fn record(&mut self, entry: Entry<'_>) -> Result<(), JournalError> {
        if matches!(entry, Entry::StepBegins { .. }) && self.cancel.is_cancelled() {
            return Err(JournalError("the daemon is ending; the run goes on when it starts again".to_owned()));
        }
        let point = entry.point();
        self.show(&entry);
        self.journal.record(entry).await?;
        match &self.checkpoint {
            Some(checkpoint) => checkpoint(&self.target, &point).map_err(JournalError),
            None => Ok(()),
        }
    }

    fn progresses(&mut self, _step: u32, progress: &engine::Progress) {
        self.tell(Told::GotOn(progress.into()));
    }

    fn waits(&mut self, who: &str) {
        tracing::info!(who, "waiting for the lock of the target");
    }
}
