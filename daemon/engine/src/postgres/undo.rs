//! Undoing one step that is done, with its ledger row.

use plan::{Step, Timeouts, Undo};

use super::alone::runs_alone;
use super::ledger::quoted;
use super::session::Session;
use super::steps::{begin, session_timeouts};
use crate::ledger::RunId;
use crate::{Error, Result};

impl Session {
    pub(crate) async fn undo_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        if self.step_state(run, step.id).await? != "done" {
            return Ok(());
        }
        if let Undo::Irreversible { reason } = &step.undo {
            return Err(Error::Refused { what: format!("undoing `{}`", step.summary), reason: reason.clone() });
        }
        let statements = step.undo.statements();
        if statements.iter().any(|statement| runs_alone(statement)) {
            self.undo_alone(run, step, statements).await
        } else {
            self.batch(&begin(step.timeouts)).await?;
            let undone = self.undo_together(run, step, statements).await;
            self.end_transaction(undone).await
        }
    }

    async fn undo_together(&mut self, run: RunId, step: &Step, statements: &[String]) -> Result<()> {
        if matches!(step.undo, Undo::Rows) {
            self.batch("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
            self.restore_rows(run, step, self.conflicts).await?;
        }
        for statement in statements {
            self.batch(statement).await?;
        }
        self.record_undone(run, step).await
    }

    async fn undo_alone(&mut self, run: RunId, step: &Step, statements: &[String]) -> Result<()> {
        let undoing = format!(
            "UPDATE groundline.step SET is_undoing = true, backend = a.pid, backend_start = a.backend_start \
             FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() AND run = {run} AND step = {}",
            step.id
        );
        self.recorded(&undoing).await?;
        self.drop_leftovers(statements).await?;
        self.batch(&session_timeouts(step.timeouts)).await?;
        let undone = self.run_each(statements).await;
        if let Err(lost @ Error::ConnectionLost { .. }) = undone {
            return Err(lost);
        }
        self.batch(&session_timeouts(Timeouts { lock_ms: 0, statement_ms: 0 })).await?;
        if let Err(error) = undone {
            let error = self.with_blockers(error).await;
            self.drop_leftovers(statements).await?;
            return Err(error);
        }
        self.batch("BEGIN").await?;
        let recorded = self.record_undone(run, step).await;
        self.end_transaction(recorded).await
    }

    async fn run_each(&mut self, statements: &[String]) -> Result<()> {
        for statement in statements {
            self.batch(statement).await?;
        }
        Ok(())
    }

    /// What the step saved is no snapshot any more; what it had restored is one again.
    pub(super) async fn record_undone(&mut self, run: RunId, step: &Step) -> Result<()> {
        let sql = format!(
            "UPDATE groundline.step SET state = 'undone', is_undoing = false, at = clock_timestamp() \
             WHERE run = {run} AND step = {id}; \
             UPDATE groundline.snapshot SET restored_by = {run} WHERE run = {run} AND step = {id} AND purged_at IS NULL",
            id = step.id
        );
        self.recorded(&sql).await?;
        for keep in &step.restores {
            let text = serde_json::to_string(keep).map_err(|cause| self.spoiled(cause.to_string()))?;
            let sql = format!(
                "UPDATE groundline.snapshot SET restored_by = NULL \
                 WHERE keep = {} AND restored_by = {run} AND run <> {run} AND purged_at IS NULL",
                quoted(&text)
            );
            self.recorded(&sql).await?;
        }
        Ok(())
    }
}
