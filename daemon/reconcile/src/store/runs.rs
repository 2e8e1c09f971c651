//! The runs of targets as the daemon knows them: those it made, and those that others made and the ledger tells of.

use std::time::Duration;

use engine::{Run, RunState};
use serde::Serialize;
use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::Timestamp;

/// One run of one plan on one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunRecord {
    /// The target.
    pub target: String,
    /// Its number in the target's ledger.
    pub run: i64,
    /// The digest of its plan.
    pub plan: schema::Digest,
    /// The commit it came from.
    pub revision: Option<String>,
    /// Its state.
    pub state: RunState,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Why it did not succeed.
    pub failure: Option<String>,
    /// The version of the program that ran it.
    pub program: String,
}

/// Which runs are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Of this target; none: of all.
    pub target: Option<String>,
    /// At most so many; none: all.
    pub limit: Option<u32>,
}

impl Store {
    /// Takes over the runs of a ledger, so that those which others made are in the history too; not those that were forgotten by policy. Their
    /// number.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_runs(&self, target: &str, runs: &[Run]) -> Result<u64> {
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        let mut kept = 0;
        for run in runs {
            kept += sqlx::query(
                "INSERT INTO runs (target, run, plan, revision, state, started_at, ended_at, program) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ?7 IS NULL OR ?7 >= coalesce((SELECT before FROM forgotten), ?7) \
                 ON CONFLICT (target, run) DO UPDATE SET state = excluded.state, \
                 ended_at = excluded.ended_at WHERE state <> excluded.state",
            )
            .bind(target)
            .bind(run.id.0)
            .bind(run.plan.digest.to_string())
            .bind(&run.revision)
            .bind(run.state.word())
            .bind(Timestamp::from_seconds(run.started_at).millis())
            .bind(run.finished_at.map(|at| Timestamp::from_seconds(at).millis()))
            .bind(&run.program)
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?
            .rows_affected();
        }
        transaction.commit().await.map_err(self.failed())?;
        Ok(kept)
    }

    /// Says why a run did not succeed.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_failure(&self, target: &str, run: i64, failure: &str) -> Result<()> {
        sqlx::query("UPDATE runs SET failure = ? WHERE target = ? AND run = ?")
            .bind(failure)
            .bind(target)
            .bind(run)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// The runs, newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn history(&self, filter: &HistoryFilter) -> Result<Vec<RunRecord>> {
        // The runs of a target are in the order of their numbers, also where its clock was set back between them.
        let query = "SELECT *, max(started_at) OVER (PARTITION BY target ORDER BY run) AS not_before FROM runs \
             WHERE target = ?1 OR ?1 IS NULL ORDER BY not_before DESC, target, run DESC LIMIT ?2";
        let rows = sqlx::query(query)
            .bind(&filter.target)
            .bind(filter.limit.map_or(-1, i64::from))
            .fetch_all(self.pool())
            .await
            .map_err(self.failed())?;
        rows.iter().map(|row| self.run_of(row)).collect()
    }

    /// One run of a target.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn run(&self, target: &str, run: i64) -> Result<Option<RunRecord>> {
        let query = sqlx::query("SELECT * FROM runs WHERE target = ? AND run = ?").bind(target).bind(run);
        let row = query.fetch_optional(self.pool()).await.map_err(self.failed())?;
        row.map(|row| self.run_of(&row)).transpose()
    }

    /// How long the longest run of a commit took that succeeded on another target.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn longest_run(&self, revision: &str, beside: &str) -> Result<Duration> {
        let query = "SELECT max(ended_at - started_at) FROM runs WHERE revision = ? AND target <> ? AND state = ?";
        let longest: Option<i64> = sqlx::query_scalar(query)
            .bind(revision)
            .bind(beside)
            .bind(RunState::Succeeded.word())
            .fetch_one(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(Duration::from_millis(longest.and_then(|millis| u64::try_from(millis).ok()).unwrap_or(0)))
    }

    fn run_of(&self, row: &sqlx::sqlite::SqliteRow) -> Result<RunRecord> {
        let text = |column| row.try_get::<String, _>(column).map_err(self.failed());
        let (plan, state) = (text("plan")?, text("state")?);
        let ended: Option<i64> = row.try_get("ended_at").map_err(self.failed())?;
        Ok(RunRecord {
            target: text("target")?,
            run: row.try_get("run").map_err(self.failed())?,
            plan: schema::Digest::parse(&plan).ok_or_else(|| self.content("a plan's digest", &plan))?,
            revision: row.try_get("revision").map_err(self.failed())?,
            state: RunState::parse(&state).ok_or_else(|| self.content("a run's state", &state))?,
            started: Timestamp::from_millis(row.try_get("started_at").map_err(self.failed())?),
            ended: ended.map(Timestamp::from_millis),
            failure: row.try_get("failure").map_err(self.failed())?,
            program: text("program")?,
        })
    }
}
