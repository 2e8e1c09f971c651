//! Kept things: their names before a step saves, and their rows in the ledger after.

use plan::{Keep, Step};
use schema::{Dialect, Ident};
use sqlx::{Row, SqliteConnection};

use super::fault;
use super::ledger::now;
use super::own::SNAPSHOTS;
use super::statement::execute;
use crate::ledger::RunId;
use crate::{Error, Result};

/// Moves snapshots of the same names out of the way, so that the step can save its own.
pub(super) async fn make_way(connection: &mut SqliteConnection, run: RunId, step: &Step) -> Result<()> {
    for keep in &step.keeps {
        if exists(connection, &keep.in_table).await? {
            let aside = Ident::from(format!("{}_before_{run}", keep.in_table.as_str()));
            rename(connection, &keep.in_table, &aside).await?;
        }
    }
    Ok(())
}

/// Brings back the names that snapshots of this step had when it saved them.
pub(super) async fn claim(connection: &mut SqliteConnection, run: RunId, step: &Step) -> Result<()> {
    let query = "SELECT in_table, kept_as FROM groundline_snapshot WHERE run = ? AND step = ? AND state = 'kept'";
    let rows = sqlx::query(query)
        .bind(run.0)
        .bind(step.id)
        .persistent(false)
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| fault::of_statement(error, query))?;
    let names: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for keep in &step.keeps {
        let Some((now, _)) = names.iter().find(|(_, first)| keep.in_table == first.as_str()) else {
            return Err(Error::Refused {
                what: format!("undoing step {} of run {run}", step.id),
                reason: format!(
                    "its snapshot of `{}` is no longer there: it was purged or restored; restore from a backup",
                    keep.table.dotted()
                ),
            });
        };
        if keep.in_table != now.as_str() {
            rename(connection, &Ident::from(now.as_str()), &keep.in_table).await?;
        }
    }
    Ok(())
}

/// Records what the step saved and what it consumed.
pub(super) async fn record(connection: &mut SqliteConnection, run: RunId, step: &Step) -> Result<()> {
    for keep in &step.keeps {
        save(connection, run, step.id, keep).await?;
    }
    for keep in &step.restores {
        let query = "UPDATE groundline_snapshot SET state = 'restored', restored_run = ?, restored_step = ? \
             WHERE in_table = ? AND state = 'kept'";
        let used = sqlx::query(query).bind(run.0).bind(step.id).bind(keep.in_table.as_str()).persistent(false);
        used.execute(&mut *connection).await.map_err(|error| fault::of_statement(error, query))?;
    }
    Ok(())
}

/// Records one thing that the step saved.
pub(super) async fn save(connection: &mut SqliteConnection, run: RunId, step: u32, keep: &Keep) -> Result<()> {
    let query = "INSERT INTO groundline_snapshot (run, step, keep, in_table, kept_as, saved_at, expires_at, state) \
         SELECT id, ?, ?, ?, ?, ?, ? + retention, 'kept' FROM groundline_run WHERE id = ?";
    let saved = sqlx::query(query)
        .bind(step)
        .bind(as_json(keep))
        .bind(keep.in_table.as_str())
        .bind(keep.in_table.as_str())
        .bind(now())
        .bind(now())
        .bind(run.0)
        .persistent(false);
    saved.execute(connection).await.map(drop).map_err(|error| fault::of_statement(error, query))
}

/// Records that a step was undone: what it saved is gone, what it consumed is there again.
pub(super) async fn unrecord(connection: &mut SqliteConnection, run: RunId, step: &Step) -> Result<()> {
    for query in [
        "DELETE FROM groundline_snapshot WHERE run = ? AND step = ?",
        "UPDATE groundline_snapshot SET state = 'kept' WHERE restored_run = ? AND restored_step = ? AND state = 'restored'",
    ] {
        let changed = sqlx::query(query).bind(run.0).bind(step.id).persistent(false);
        changed.execute(&mut *connection).await.map_err(|error| fault::of_statement(error, query))?;
    }
    Ok(())
}

fn as_json(keep: &Keep) -> String {
    serde_json::to_string(keep).expect("a keep has string keys and no failing serializer")
}

async fn exists(connection: &mut SqliteConnection, name: &Ident) -> Result<bool> {
    let query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
    let count: i64 = sqlx::query_scalar(query)
        .bind(name.as_str())
        .persistent(false)
        .fetch_one(connection)
        .await
        .map_err(|error| fault::of_statement(error, query))?;
    Ok(count > 0)
}

async fn rename(connection: &mut SqliteConnection, from: &Ident, to: &Ident) -> Result<()> {
    let (old, new) = (from.display(Dialect::Sqlite), to.display(Dialect::Sqlite));
    execute(connection, &format!("ALTER TABLE {old} RENAME TO {new}")).await?;
    let query = format!("UPDATE {SNAPSHOTS} SET in_table = ? WHERE in_table = ?");
    sqlx::query(sqlx::AssertSqlSafe(query.as_str()))
        .bind(to.as_str())
        .bind(from.as_str())
        .persistent(false)
        .execute(connection)
        .await
        .map(drop)
        .map_err(|error| fault::of_statement(error, &query))
}
