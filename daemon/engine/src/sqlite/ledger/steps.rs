//! The rows of steps: a step without a row has not begun.

use sqlx::SqliteConnection;

use super::now;
use crate::Result;
use crate::ledger::{RunId, StepState};
use crate::sqlite::fault;

/// Where a step stands.
pub(in crate::sqlite) async fn step_state(
    connection: &mut SqliteConnection,
    run: RunId,
    step: u32,
) -> Result<StepState> {
    let query = "SELECT state FROM groundline_step WHERE run = ? AND step = ?";
    let word: Option<String> = sqlx::query_scalar(query)
        .bind(run.0)
        .bind(step)
        .persistent(false)
        .fetch_optional(connection)
        .await
        .map_err(|error| fault::of_statement(error, query))?;
    Ok(word.as_deref().map_or(StepState::NotRun, parse))
}

/// The state of that word.
pub(super) fn parse(word: &str) -> StepState {
    match word {
        "done" => StepState::Done,
        "undone" => StepState::Undone,
        _ => StepState::NotRun,
    }
}

/// Records where a step stands, in the transaction that is open.
pub(in crate::sqlite) async fn mark_step(
    connection: &mut SqliteConnection,
    run: RunId,
    step: u32,
    state: StepState,
) -> Result<()> {
    let word = if state == StepState::Undone { "undone" } else { "done" };
    let query = "INSERT INTO groundline_step (run, step, state, at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (run, step) DO UPDATE SET state = excluded.state, at = excluded.at";
    let marked = sqlx::query(query).bind(run.0).bind(step).bind(word).bind(now()).persistent(false);
    marked.execute(connection).await.map(drop).map_err(|error| fault::of_statement(error, query))
}
