//! Running and undoing one step: guards, statements, snapshots and ledger row in one transaction.
//!
//! A step that the ledger says is done is not run again.

use plan::{Guard, Step, Undo};
use schema::Dialect;
use schema::sql::{StatementClass, classify};
use sqlx::SqliteConnection;

use super::environment::{self, ForeignKeys, timed};
use super::ledger::{mark_step, step_state};
use super::statement::{execute, first_value};
use super::{foreign, rows, snapshot};
use crate::ledger::{RunId, StepState};
use crate::rows::{Conflicts, Restore};
use crate::{Error, Result};

/// Runs a step once.
pub(super) async fn run_step(connection: &mut SqliteConnection, run: RunId, step: &Step) -> Result<()> {
    around(connection, step, foreign_keys(step), async |connection| {
        if step_state(connection, run, step.id).await? == StepState::Done {
            return Ok(());
        }
        let concerned = foreign::concerns(step);
        let violations = if concerned { foreign::violations(connection).await? } else { None };
        for guard in step.guards_after(0) {
            ask(connection, guard).await?;
        }
        snapshot::make_way(connection, run, step).await?;
        let watch = if saves_rows(step) { Some(rows::watch(connection, &step.statements).await?) } else { None };
        for (at, statement) in step.statements.iter().enumerate() {
            for guard in step.guards_after(at).filter(|_| at > 0) {
                ask(connection, guard).await?;
            }
            timed(connection, statement, step.timeouts.statement_ms).await?;
        }
        for guard in step.guards_after(step.statements.len()).filter(|guard| guard.after > 0) {
            ask(connection, guard).await?;
        }
        foreign::must_not_grow(connection, violations).await?;
        if let Some(watch) = watch {
            rows::keep(connection, &watch, run, step).await?;
        }
        snapshot::record(connection, run, step).await?;
        mark_step(connection, run, step.id, StepState::Done).await
    })
    .await
}

/// Undoes a step that is done.
pub(super) async fn undo_step(
    connection: &mut SqliteConnection,
    run: RunId,
    step: &Step,
    conflicts: Conflicts,
) -> Result<()> {
    if let Undo::Irreversible { reason } = &step.undo {
        return Err(Error::Refused { what: format!("undoing step {} of run {run}", step.id), reason: reason.clone() });
    }
    around(connection, step, ForeignKeys::Rest, async |connection| {
        if step_state(connection, run, step.id).await? != StepState::Done {
            return Ok(());
        }
        let concerned = foreign::concerns(step);
        let violations = if concerned { foreign::violations(connection).await? } else { None };
        if saves_rows(step) {
            rows::restore(connection, run, step, conflicts).await?;
        }
        snapshot::claim(connection, run, step).await?;
        for statement in step.undo.statements() {
            timed(connection, statement, step.timeouts.statement_ms).await?;
        }
        foreign::must_not_grow(connection, violations).await?;
        snapshot::unrecord(connection, run, step).await?;
        mark_step(connection, run, step.id, StepState::Undone).await
    })
    .await
}

/// A step that only changes rows changes them as every program would.
fn foreign_keys(step: &Step) -> ForeignKeys {
    let changes_rows = |sql: &String| classify(Dialect::Sqlite, sql) == StatementClass::DataChange;
    let is_of_rows = !step.statements.is_empty() && step.statements.iter().all(changes_rows);
    let is_of_rows = is_of_rows && step.keeps.is_empty() && step.restores.is_empty();
    if is_of_rows || saves_rows(step) { ForeignKeys::Hold } else { ForeignKeys::Rest }
}

/// What undoing a step by its saved rows would do.
pub(super) async fn preview(
    connection: &mut SqliteConnection,
    run: RunId,
    step: &Step,
    later: &[u32],
) -> Result<Vec<Restore>> {
    if !saves_rows(step) {
        return Ok(Vec::new());
    }
    execute(connection, "BEGIN").await?;
    let previewed = rows::preview(connection, run, step, later).await;
    execute(connection, "ROLLBACK").await?;
    previewed
}

fn saves_rows(step: &Step) -> bool {
    matches!(step.undo, Undo::Rows)
}

/// Does the work in one transaction, in a step's environment, which is left whatever happened.
pub(super) async fn around<F>(
    connection: &mut SqliteConnection,
    step: &Step,
    foreign_keys: ForeignKeys,
    work: F,
) -> Result<()>
where
    F: AsyncFnOnce(&mut SqliteConnection) -> Result<()>,
{
    let before = environment::enter(connection, step.timeouts, foreign_keys).await?;
    let done = transaction(connection, work).await;
    let left = environment::leave(connection, before).await;
    done.and(left)
}

async fn transaction<F>(connection: &mut SqliteConnection, work: F) -> Result<()>
where
    F: AsyncFnOnce(&mut SqliteConnection) -> Result<()>,
{
    execute(connection, "BEGIN IMMEDIATE").await?;
    let done = match work(connection).await {
        Ok(()) => execute(connection, "COMMIT").await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        // A full disk ends the transaction by itself: then there is nothing to roll back.
        let _ = execute(connection, "ROLLBACK").await;
    }
    done
}

/// A guard's first column, where it is a number, is how many rows it is about.
async fn ask(connection: &mut SqliteConnection, guard: &Guard) -> Result<()> {
    match first_value(connection, &guard.query).await? {
        None => Ok(()),
        Some(value) => {
            let counted = value.parse::<i64>().is_ok();
            let message = if counted { format!("{value} {}", guard.message) } else { guard.message.clone() };
            Err(Error::Guard { message })
        }
    }
}
