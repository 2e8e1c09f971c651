//! Running one step: with its guards, its ledger row and its snapshots in one transaction, or alone where it must be.

use plan::{Guard, Keep, Mode, Step, Timeouts, Undo};

use super::ledger::quoted;
use super::session::Session;
use crate::ledger::RunId;
use crate::{Error, Result};

impl Session {
    pub(crate) async fn run_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        if self.step_state(run, step.id).await? == "done" {
            return Ok(());
        }
        match step.mode {
            Mode::Transaction => self.run_together(run, step).await,
            Mode::Alone => self.run_alone(run, step).await,
            Mode::Online => self.run_online(run, step).await,
        }
    }

    pub(crate) async fn abandon_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        let sql = format!("DELETE FROM groundline.step WHERE run = {run} AND step = {} AND state <> 'done'", step.id);
        self.recorded(&sql).await.map(drop)
    }

    /// The word in the ledger for the step; empty where there is none.
    pub(super) async fn step_state(&mut self, run: RunId, step: u32) -> Result<String> {
        self.one(&format!("SELECT state FROM groundline.step WHERE run = {run} AND step = {step}")).await
    }

    async fn run_together(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.batch(&begin(step.timeouts)).await?;
        let done = match step.undo {
            Undo::Rows => self.in_saving_transaction(run, step).await,
            _ => self.in_transaction(run, step).await,
        };
        self.end_transaction(done).await
    }

    /// Each statement sees what is committed, whatever the role's default is: what others commit is told apart by that.
    async fn in_saving_transaction(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.batch("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
        self.check_guards(step.guards_after(0)).await?;
        let saving = self.begin_saving(run, step).await?;
        self.make_room(run, step).await?;
        self.run_statements(step).await?;
        self.finish_saving(saving, run, step).await?;
        self.record_done(run, step).await
    }

    async fn in_transaction(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.check_guards(step.guards_after(0)).await?;
        self.make_room(run, step).await?;
        self.run_statements(step).await?;
        self.record_done(run, step).await
    }

    async fn run_statements(&mut self, step: &Step) -> Result<()> {
        for (at, statement) in step.statements.iter().enumerate() {
            self.check_guards(step.guards_after(at).filter(|_| at > 0)).await?;
            self.batch(statement).await?;
        }
        self.check_guards(step.guards_after(step.statements.len()).filter(|guard| guard.after > 0)).await
    }

    /// Commits what went well and rolls back what did not. A lock timeout says who was in the way.
    pub(super) async fn end_transaction(&mut self, done: Result<()>) -> Result<()> {
        match done {
            Ok(()) => self.batch("COMMIT").await,
            Err(lost @ Error::ConnectionLost { .. }) => Err(lost),
            Err(error) => {
                self.batch("ROLLBACK").await?;
                Err(self.with_blockers(error).await)
            }
        }
    }

    pub(super) async fn with_blockers(&mut self, error: Error) -> Error {
        match error {
            Error::LockTimeout { what, .. } => {
                let blockers = self.blockers(&what).await;
                Error::LockTimeout { what, blockers }
            }
            other => other,
        }
    }

    pub(super) async fn check_guards(&mut self, guards: impl Iterator<Item = &Guard>) -> Result<()> {
        for guard in guards {
            if !self.rows(&guard.query).await?.is_empty() {
                return Err(Error::Guard { message: guard.message.clone() });
            }
        }
        Ok(())
    }

    pub(super) async fn record_done(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.record_snapshots(run, step).await?;
        let sql = format!(
            "INSERT INTO groundline.step (run, step, state) VALUES ({run}, {}, 'done') \
             ON CONFLICT (run, step) DO UPDATE SET state = 'done', is_undoing = false, at = clock_timestamp()",
            step.id
        );
        self.recorded(&sql).await.map(drop)
    }

    async fn run_alone(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.check_guards(step.guards.iter()).await?;
        self.batch(&session_timeouts(step.timeouts)).await?;
        let outcome = self.begun_and_run(run, step).await;
        if let Err(lost @ Error::ConnectionLost { .. }) = outcome {
            return Err(lost);
        }
        self.batch(&session_timeouts(Timeouts { lock_ms: 0, statement_ms: 0 })).await?;
        match outcome {
            Ok(()) => {
                self.batch("BEGIN").await?;
                let recorded = self.record_done(run, step).await;
                self.end_transaction(recorded).await
            }
            Err(error) => {
                let error = self.with_blockers(error).await;
                self.drop_leftovers(&step.statements).await?;
                self.recorded(&format!("DELETE FROM groundline.step WHERE run = {run} AND step = {}", step.id)).await?;
                Err(error)
            }
        }
    }

    async fn begun_and_run(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.drop_leftovers(&step.statements).await?;
        let begun = format!(
            "INSERT INTO groundline.step (run, step, state, backend, backend_start) SELECT {run}, {}, 'begun', pid, backend_start \
             FROM pg_stat_activity WHERE pid = pg_backend_pid() ON CONFLICT (run, step) DO UPDATE SET state = 'begun', \
             is_undoing = false, backend = excluded.backend, backend_start = excluded.backend_start, at = clock_timestamp()",
            step.id
        );
        self.recorded(&begun).await?;
        for statement in &step.statements {
            self.batch(statement).await?;
        }
        Ok(())
    }

    /// Gives a schema that is to hold something new to it alone: an older snapshot of the same name gets another one.
    async fn make_room(&mut self, run: RunId, step: &Step) -> Result<()> {
        for keep in &step.keeps {
            let Some(schema) = &keep.in_schema else { continue };
            let mut there = self.read_kept(&format!("in_schema = {}", quoted(schema.as_str())), "FOR UPDATE").await?;
            let Some(older) = there.pop() else { continue };
            let base: String = schema.as_str().chars().take(44).collect();
            let mut moved = older.keep;
            let other = schema::Ident::from(format!("{base}_r{}", older.run));
            let renamed = format!(
                "ALTER SCHEMA {} RENAME TO {}",
                schema.display(schema::Dialect::Postgres),
                other.display(schema::Dialect::Postgres)
            );
            self.batch(&renamed).await?;
            moved.in_schema = Some(other.clone());
            let text = serde_json::to_string(&moved).map_err(|cause| self.spoiled(cause.to_string()))?;
            let sql = format!(
                "UPDATE groundline.snapshot SET keep = {}, in_schema = {} \
                 WHERE in_schema = {} AND restored_by IS NULL AND purged_at IS NULL AND run < {run}",
                quoted(&text),
                quoted(other.as_str()),
                quoted(schema.as_str())
            );
            self.recorded(&sql).await?;
        }
        Ok(())
    }

    /// Records one thing that the step saved.
    pub(super) async fn record_snapshot(&mut self, run: RunId, step: u32, keep: &Keep) -> Result<()> {
        let text = serde_json::to_string(keep).map_err(|cause| self.spoiled(cause.to_string()))?;
        let schema = keep.in_schema.as_ref().map_or_else(|| "NULL".to_owned(), |schema| quoted(schema.as_str()));
        let sql = format!(
            "INSERT INTO groundline.snapshot (run, step, keep, in_schema, expires_at) SELECT {run}, {step}, {}, {schema}, \
             clock_timestamp() + retention_s * interval '1 second' FROM groundline.run WHERE id = {run}",
            quoted(&text)
        );
        self.recorded(&sql).await.map(drop)
    }

    async fn record_snapshots(&mut self, run: RunId, step: &Step) -> Result<()> {
        for keep in &step.keeps {
            self.record_snapshot(run, step.id, keep).await?;
        }
        for keep in &step.restores {
            let text = serde_json::to_string(keep).map_err(|cause| self.spoiled(cause.to_string()))?;
            let sql = format!(
                "UPDATE groundline.snapshot SET restored_by = {run} WHERE id = (SELECT max(id) FROM groundline.snapshot \
                 WHERE keep = {} AND restored_by IS NULL AND purged_at IS NULL)",
                quoted(&text)
            );
            self.recorded(&sql).await?;
        }
        Ok(())
    }
}

/// Opens a transaction in which nothing waits or runs longer than it may.
pub(super) fn begin(timeouts: Timeouts) -> String {
    format!(
        "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}",
        timeouts.lock_ms, timeouts.statement_ms
    )
}

pub(super) fn session_timeouts(timeouts: Timeouts) -> String {
    format!("SET lock_timeout = {}; SET statement_timeout = {}", timeouts.lock_ms, timeouts.statement_ms)
}
