//! Purge: what expired is dropped, with its ledger row, in one transaction.

use plan::Kept;
use schema::{Dialect, Ident};

use super::ledger::{kept, names};
use super::session::Session;
use super::statement::execute;
use super::{environment, fault};
use crate::Result;

/// Drops the snapshots that expired at `now`.
pub(super) async fn purge(session: &mut Session, now: i64) -> Result<Vec<Kept>> {
    let expired: Vec<Kept> =
        kept(session).await?.into_iter().filter(|kept| kept.expires_at.is_some_and(|end| end <= now)).collect();
    let leftovers = leftovers(session, now).await?;
    if expired.is_empty() && leftovers.is_empty() {
        return Ok(expired);
    }
    let connection = &mut session.connection;
    let patient = plan::Timeouts { lock_ms: 5_000, statement_ms: 0 };
    let before = environment::enter(connection, patient, environment::ForeignKeys::Rest).await?;
    let names = expired.iter().map(|kept| kept.keep.in_table.clone()).chain(leftovers).collect::<Vec<_>>();
    let dropped = drop_all(connection, &names).await;
    let left = environment::leave(connection, before).await;
    dropped?;
    left?;
    Ok(expired)
}

/// Values that were brought back stay where they were kept, so that bringing them back can be undone; in time they go too.
async fn leftovers(session: &mut Session, now: i64) -> Result<Vec<Ident>> {
    let query = format!(
        "SELECT in_table FROM groundline_snapshot AS old WHERE state = 'restored' AND expires_at <= {now} AND NOT EXISTS \
         (SELECT 1 FROM groundline_snapshot AS new WHERE new.in_table = old.in_table AND new.state = 'kept')"
    );
    Ok(names(session, &query).await?.into_iter().map(Ident::from).collect())
}

async fn drop_all(connection: &mut sqlx::SqliteConnection, expired: &[Ident]) -> Result<()> {
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

async fn drop_each(connection: &mut sqlx::SqliteConnection, expired: &[Ident]) -> Result<()> {
    for name in expired {
        if name.as_str().starts_with("groundline_kept_rows_") {
            super::rows::drop_kept(connection, name.as_str()).await?;
        }
        execute(connection, &format!("DROP TABLE IF EXISTS {}", name.display(Dialect::Sqlite))).await?;
        let query = "DELETE FROM groundline_snapshot WHERE in_table = ?";
        let deleted = sqlx::query(query).bind(name.as_str()).persistent(false).execute(&mut *connection).await;
        deleted.map_err(|error| fault::of_statement(error, query))?;
    }
    Ok(())
}
