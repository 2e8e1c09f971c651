//! The settings of a connection while a step runs, put back afterwards whatever happened.
//!
//! Foreign keys are off, because a rebuild drops a table that others reference; renames are SQLite's old kind, because a
//! rebuild must leave the references of others alone. `foreign_keys` has no effect inside a transaction: it is set before.

use std::time::{Duration, Instant};

use plan::Timeouts;
use sqlx::SqliteConnection;

use super::statement::{execute, number};
use crate::{Error, Result};

/// The settings before.
pub(super) struct Before {
    foreign_keys: i64,
    legacy_alter_table: i64,
    busy_timeout: i64,
}

/// How foreign keys are while a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForeignKeys {
    /// They do nothing: a table is dropped that others reference.
    Rest,
    /// They hold, and cascade, as for every program: rows are changed and nothing else.
    Hold,
}

/// Makes the connection ready for a step.
pub(super) async fn enter(
    connection: &mut SqliteConnection,
    timeouts: Timeouts,
    foreign_keys: ForeignKeys,
) -> Result<Before> {
    let before = Before {
        foreign_keys: number(connection, "PRAGMA foreign_keys").await?,
        legacy_alter_table: number(connection, "PRAGMA legacy_alter_table").await?,
        busy_timeout: number(connection, "PRAGMA busy_timeout").await?,
    };
    let patience = match timeouts.lock_ms {
        0 => i32::MAX,
        wait => i32::try_from(wait).unwrap_or(i32::MAX),
    };
    execute(connection, &format!("PRAGMA busy_timeout = {patience}")).await?;
    execute(connection, STEP).await?;
    if foreign_keys == ForeignKeys::Hold {
        execute(connection, "PRAGMA foreign_keys = ON").await?;
    }
    Ok(before)
}

/// What is set for steps, on a target as on a scratch copy.
pub(super) const STEP: &str = "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON";

/// Puts the settings back.
pub(super) async fn leave(connection: &mut SqliteConnection, before: Before) -> Result<()> {
    let Before { foreign_keys, legacy_alter_table, busy_timeout } = before;
    let settings = format!(
        "PRAGMA foreign_keys = {foreign_keys}; PRAGMA legacy_alter_table = {legacy_alter_table}; \
         PRAGMA busy_timeout = {busy_timeout}"
    );
    execute(connection, &settings).await
}

/// Runs one statement of a step, no longer than it may.
pub(super) async fn timed(connection: &mut SqliteConnection, sql: &str, statement_ms: u64) -> Result<()> {
    if statement_ms == 0 {
        return execute(connection, sql).await;
    }
    let end = Instant::now() + Duration::from_millis(statement_ms);
    watch(connection, Some(end)).await?;
    let result = execute(connection, sql).await;
    watch(connection, None).await?;
    result
}

/// How many of SQLite's instructions pass between two looks at the clock.
const INSTRUCTIONS: i32 = 10_000;

async fn watch(connection: &mut SqliteConnection, end: Option<Instant>) -> Result<()> {
    let mut handle =
        connection.lock_handle().await.map_err(|error| Error::ConnectionLost { reason: error.to_string() })?;
    match end {
        Some(end) => handle.set_progress_handler(INSTRUCTIONS, move || Instant::now() < end),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}
