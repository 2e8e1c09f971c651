//! What became of an online change whose process died: the tables that are there tell it.

use plan::Step;

use super::job::{Job, Stage};
use super::revert::back;
use super::run::{end_sessions, forth};
use crate::Result;
use crate::ledger::{OnlineJob, RunId, StepState};
use crate::mysql::ledger::quoted;
use crate::mysql::session::Session;

impl Session {
    /// Where an online step stands; its row in the ledger is settled.
    pub(in crate::mysql) async fn settle_online(&mut self, run: RunId, step: &Step, state: &str) -> Result<StepState> {
        if let Some(plan::Online::Pieces { .. }) = &step.online {
            return self.settle_pieces(run, step).await;
        }
        let found = self.read_jobs(&format!("run = {run} AND step = {}", step.id)).await?.pop();
        let stage = match found.as_ref() {
            Some(job) => Some(self.settled_stage(job).await?),
            None => None,
        };
        match (state, stage, found) {
            ("undone", ..) => Ok(StepState::Undone),
            (_, Some(Stage::Reverted), _) => {
                self.record_undone(run, step).await?;
                Ok(StepState::Undone)
            }
            ("done", ..) => Ok(StepState::Done),
            (_, Some(Stage::Exchanged | Stage::Ended), Some(job)) => {
                self.record_exchanged(run, step, &job).await?;
                Ok(StepState::Done)
            }
            _ => {
                self.forget(run, step.id).await?;
                Ok(StepState::NotRun)
            }
        }
    }

    /// How far it is, by the tables.
    async fn settled_stage(&mut self, job: &Job) -> Result<Stage> {
        let mut job = job.clone();
        if matches!(job.stage, Stage::Exchanging | Stage::Reverting) {
            end_sessions(self, &job).await?;
            self.settle_exchange(&mut job).await?;
        }
        Ok(job.stage)
    }

    /// Finds out what came of an exchange that was under way, and writes it down; its sessions are ended.
    pub(super) async fn settle_exchange(&mut self, job: &mut Job) -> Result<()> {
        match job.stage {
            Stage::Exchanging => forth(job).settle(self, job).await,
            Stage::Reverting => back(job).settle(self, job).await,
            _ => Ok(()),
        }
    }

    /// The online changes of this database.
    pub(crate) async fn online_jobs(&mut self) -> Result<Vec<OnlineJob>> {
        let shown = |job: Job| OnlineJob {
            id: job.id,
            run: job.run,
            step: job.step,
            phase: job.stage.word().to_owned(),
            is_open: job.stage < Stage::Exchanged || job.stage == Stage::Reverting,
            is_fed: job.stage == Stage::Exchanged,
            table: job.work.table,
            kept: Some(job.kept).filter(|_| job.stage >= Stage::Exchanged),
            copied: job.copied,
            replayed: job.replayed,
            began_at: job.began_at,
        };
        Ok(self.read_jobs("TRUE").await?.into_iter().map(shown).collect())
    }

    /// Nothing is fed any more whose table is gone.
    pub(in crate::mysql) async fn end_job_of(&mut self, kept: &str) -> Result<()> {
        for mut job in self.read_jobs(&format!("kept = {}", quoted(kept))).await? {
            if job.stage == Stage::Exchanged {
                self.set_stage(&mut job, Stage::Ended).await?;
            }
        }
        Ok(())
    }
}
