//! The journal in the store: every entry of a run, before and after each step, durable when the call returns.
//!
//! Invariant: an entry that cannot be written stops the run before the step.

use engine::RunState;
use serde::Serialize;
use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::chain;
use crate::rollout::{Entry, Journal, JournalError};
use crate::status::{Clock, Timestamp};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// When.
    pub at: Timestamp,
    /// The point, as in `step-begins:2`.
    pub point: String,
    /// What else there is to say: the error of a step, the state of a run.
    pub detail: Option<String>,
}

/// The journal of the runs of one target.
#[derive(Clone, Debug)]
pub struct RunJournal {
    store: Store,
    target: String,
    clock: Clock,
}

impl RunJournal {
    /// The journal of a target in a store, with the moments of a clock.
    pub fn new(store: Store, target: &str, clock: Clock) -> Self {
        Self { store, target: target.to_owned(), clock }
    }

    async fn write(&self, entry: &Entry<'_>) -> Result<()> {
        let now = self.clock.now().millis();
        let failed = |error| self.store.failed()(error);
        let mut transaction = self.store.pool().begin().await.map_err(failed)?;
        match entry {
            Entry::RunBegins { run, plan, revision, claim } => {
                self.run_begins(&mut transaction, run.0, plan, *revision, now).await?;
                let of = (self.target.as_str(), plan.digest, run.0);
                self.store.keep_used(&mut transaction, of, &claim.used, now).await?;
                if let Some(glass) = &claim.glass {
                    let moment = Timestamp::from_millis(now);
                    self.store.keep_glass(&mut transaction, (&self.target, run.0), glass, moment).await?;
                }
            }
            Entry::RunResumes { run, plan } => self.run_begins(&mut transaction, run.0, plan, None, now).await?,
            Entry::RunEnds { run, state } => self.run_ends(&mut transaction, run.0, *state, now).await?,
            _ => {}
        }
        sqlx::query("INSERT INTO journal (at, target, run, point, detail) VALUES (?, ?, ?, ?, ?)")
            .bind(now)
            .bind(&self.target)
            .bind(entry.run().0)
            .bind(entry.point())
            .bind(detail(entry))
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    /// A run that goes on keeps the row that it has.
    async fn run_begins(
        &self,
        connection: &mut sqlx::SqliteConnection,
        run: i64,
        plan: &plan::Plan,
        revision: Option<&str>,
        now: i64,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO runs (target, run, plan, revision, state, started_at, program) VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (target, run) DO UPDATE SET state = excluded.state, ended_at = NULL",
        )
        .bind(&self.target)
        .bind(run)
        .bind(plan.digest.to_string())
        .bind(revision)
        .bind(RunState::Running.word())
        .bind(now)
        .bind(env!("CARGO_PKG_VERSION"))
        .execute(connection)
        .await
        .map_err(self.store.failed())?;
        Ok(())
    }

    async fn run_ends(
        &self,
        connection: &mut sqlx::SqliteConnection,
        run: i64,
        state: RunState,
        now: i64,
    ) -> Result<()> {
        sqlx::query("UPDATE runs SET state = ?, ended_at = ? WHERE target = ? AND run = ?")
            .bind(state.word())
            .bind(now)
            .bind(&self.target)
            .bind(run)
            .execute(connection)
            .await
            .map_err(self.store.failed())?;
        Ok(())
    }
}

impl Journal for RunJournal {
    async fn record(&mut self, entry: Entry<'_>) -> std::result::Result<(), JournalError> {
        self.write(&entry).await.map_err(|error| JournalError(chain(&error)))
    }
}

fn detail(entry: &Entry<'_>) -> Option<String> {
    match entry {
        Entry::RunBegins { plan, .. } | Entry::RunResumes { plan, .. } => Some(plan.digest.to_string()),
        Entry::StepFailed { error, .. } => Some((*error).to_owned()),
        Entry::RunEnds { state, .. } => Some(state.word().to_owned()),
        _ => None,
    }
}

impl StoreReader {
    /// The journal of a run, in order.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn journal(&self, target: &str, run: i64) -> Result<Vec<JournalLine>> {
        let rows = sqlx::query("SELECT at, point, detail FROM journal WHERE target = ? AND run = ? ORDER BY id")
            .bind(target)
            .bind(run)
            .fetch_all(self.pool())
            .await
            .map_err(self.failed())?;
        rows.iter()
            .map(|row| {
                Ok(JournalLine {
                    at: Timestamp::from_millis(row.try_get("at")?),
                    point: row.try_get("point")?,
                    detail: row.try_get("detail")?,
                })
            })
            .collect::<std::result::Result<_, sqlx::Error>>()
            .map_err(self.failed())
    }
}
