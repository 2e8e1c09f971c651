//! Feeding the table as it was after the exchange, and giving it its name back.

use std::time::Instant;

use plan::Step;

use super::exchange::Exchange;
use super::job::{Job, Stage};
use super::run::end_sessions;
use super::work::{Work, drop_own, flow_between, is_interruption, open_session};
use crate::ledger::RunId;
use crate::mysql::session::Session;
use crate::{Error, Phase, Result, Steering};

/// The exchange that brings the table as it was back.
pub(super) fn back(job: &Job) -> Exchange {
    Exchange {
        table: job.work.table.clone(),
        comes: job.kept.clone(),
        goes_to: job.shadow.clone(),
        stages: [Stage::Exchanged, Stage::Reverting, Stage::Reverted],
        phase: Phase::Reverting,
    }
}

impl Session {
    /// Gives the table as it was its name back, with everything that was written since.
    pub(in crate::mysql) async fn undo_online(&mut self, run: RunId, step: &Step) -> Result<()> {
        let mut attempts = 0;
        loop {
            match self.revert(run, step).await {
                Ok(()) => break,
                Err(error) if is_interruption(&error) && attempts < 20 => {
                    attempts += 1;
                    tokio::time::sleep(std::time::Duration::from_millis(100 << attempts.min(6))).await;
                }
                Err(error) => return Err(error),
            }
        }
        self.revive().await?;
        self.batch("START TRANSACTION").await?;
        self.record_undone(run, step).await?;
        self.batch("COMMIT").await
    }

    async fn revert(&mut self, run: RunId, step: &Step) -> Result<()> {
        let mut main = open_session(self).await?;
        let refused =
            |reason: &str| Error::Refused { what: format!("undoing `{}`", step.summary), reason: reason.to_owned() };
        let found = main.read_jobs(&format!("run = {run} AND step = {}", step.id)).await?.pop();
        let mut job =
            found.ok_or_else(|| refused("nothing is known of the table as it was; plan the change back instead"))?;
        end_sessions(&mut main, &job).await?;
        main.settle_exchange(&mut job).await?;
        if job.stage == Stage::Exchanged {
            let mut work = Work::back(main, job, &self.steering).await?;
            work.catch_up().await.map_err(|error| unfit(error, step))?;
            work.verify().await?;
            let exchange = back(&work.job);
            work.exchange(&exchange).await?;
            (main, job) = (work.main, work.job);
        }
        if job.stage != Stage::Reverted {
            return Err(refused("the table as it was is not fed any more; plan the change back instead"));
        }
        drop_own(&mut main, &[&job.shadow]).await
    }

    /// Feeds the tables as they were with what is written to those that took their places, until then.
    pub(crate) async fn feed(&mut self, steering: &Steering, until: Instant) -> Result<()> {
        let mut fed = Vec::new();
        for job in self.read_jobs("phase = 'exchanged'").await? {
            let mut main = open_session(self).await?;
            end_sessions(&mut main, &job).await?;
            fed.push(Work::back(main, job, steering).await?);
        }
        let all = fed.iter_mut().map(|work| work.feed_until(until));
        futures_util::future::join_all(all).await.into_iter().collect()
    }
}

impl Work {
    /// The work that goes from the new table to the one as it was.
    async fn back(mut main: Session, job: Job, steering: &Steering) -> Result<Self> {
        let stopped =
            |reason: &str| Error::Refused { what: format!("feeding `{}`", job.kept), reason: reason.to_owned() };
        if !main.has_table(&job.kept).await? {
            return Err(stopped("it is gone; plan the change back instead"));
        }
        if main.structure(&job.work.table).await? != job.structure {
            return Err(stopped("the table that took its place was altered since; plan the change back instead"));
        }
        let renamed: Vec<(String, String)> =
            job.work.renamed.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        let flow = flow_between(&mut main, &job.work.table, &job.kept, &renamed).await?.backwards();
        let from = job.applied.clone().or_else(|| job.reversed.clone());
        let from = from.ok_or_else(|| stopped("nothing is known of where it stands"))?;
        Self::open(main, job, flow, &from, steering).await
    }

    async fn feed_until(&mut self, until: Instant) -> Result<()> {
        self.report.phase(Phase::Feeding, 0, 0);
        while Instant::now() < until {
            self.read_for(std::time::Duration::from_millis(200)).await?;
            self.replay_now_and_then().await?;
        }
        self.replay().await?;
        self.save_applied(std::time::Duration::ZERO).await
    }
}

/// Says of rows that do not fit into the table as it was what it means.
fn unfit(error: Error, step: &Step) -> Error {
    match error {
        Error::Statement { message, .. } => Error::Refused {
            what: format!("undoing `{}`", step.summary),
            reason: format!(
                "a row that was written since does not fit into the table as it was: {message}; change it, and undo again"
            ),
        },
        other => other,
    }
}
