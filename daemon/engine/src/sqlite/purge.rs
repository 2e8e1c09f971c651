//! Purge: what expired is dropped, with its ledger row, in one transaction.

use plan::Kept;
use schema::Dialect;

use super::ledger::kept;
use super::session::Session;
use super::statement::execute;
use super::{environment, fault};
use crate::Result;

/// Drops the snapshots that expired at `now`.
pub(super) async fn purge(session: &mut Session, now: i64) -> Result<Vec<Kept>> {
    let expired: Vec<Kept> =
        kept(session).await?.into_iter().filter(|kept| kept.expires_at.is_some_and(|end| end <= now)).collect();
    if expired.is_empty() {
        return Ok(expired);
    }
    let connection = &mut session.connection;
    let patient = plan::Timeouts { lock_ms: 5_000, statement_ms: 0 };
    let before = environment::enter(connection, patient).await?;
    let dropped = drop_all(connection, &expired).await;
    let left = environment::leave(connection, before).await;
    dropped?;
    left?;
    Ok(expired)
}

async fn drop_all(connection: &mut sqlx::SqliteConnection, expired: &[Kept]) -> Result<()> {
    execute(connection, "BEGIN IMMEDIATE").await?;
    let result = drop_each(connection, expired).await;
    match result {
        Ok(()) => execute(connection, "COMMIT").await,
        Err(error) => {
            execute(connection, "ROLLBACK").await?;
            Err(error)
        }
    }
}

async fn drop_each(connection: &mut sqlx::SqliteConnection, expired: &[Kept]) -> Result<()> {
    for kept in expired {
        let name = &kept.keep.in_table;
        execute(connection, &format!("DROP TABLE IF EXISTS {}", name.display(Dialect::Sqlite))).await?;
        let query = "DELETE FROM groundline_snapshot WHERE in_table = ? AND state = 'kept'";
        let deleted = sqlx::query(query).bind(name.as_str()).persistent(false).execute(&mut *connection).await;
        deleted.map_err(|error| fault::of_statement(error, query))?;
    }
    Ok(())
}
