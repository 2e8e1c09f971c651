//! The approvals that runs rest on: each statement once.

use schema::{Dialect, Digest};
use sqlx::SqliteConnection;

use crate::approval::{COLUMNS, UsedApproval, listed, row};
use crate::ledger::RunId;
use crate::sqlite::own::APPROVALS;
use crate::sqlite::session::Session;
use crate::sqlite::statement::{execute, number};
use crate::{Result, sqlite::fault};

/// Records them within the transaction in which the run begins.
pub(super) async fn record(connection: &mut SqliteConnection, run: i64, approvals: &[UsedApproval]) -> Result<()> {
    if approvals.is_empty() {
        return Ok(());
    }
    let table = format!(
        "CREATE TABLE IF NOT EXISTS {APPROVALS} (\n  statement TEXT PRIMARY KEY,\n  person TEXT NOT NULL,\n  \
         text TEXT NOT NULL,\n  signature TEXT NOT NULL,\n  run INTEGER NOT NULL\n) WITHOUT ROWID"
    );
    execute(connection, &table).await?;
    for approval in approvals {
        let row = row(approval, |text| schema::sql::literal(Dialect::Sqlite, text).to_string());
        execute(connection, &format!("INSERT INTO {APPROVALS} ({COLUMNS}, run) VALUES ({row}, {run})")).await?;
    }
    Ok(())
}

/// The run that one of the statements was used for already.
pub(in crate::sqlite) async fn used(session: &mut Session, statements: &[Digest]) -> Result<Option<RunId>> {
    let is_there = format!("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '{APPROVALS}'");
    let query = format!("SELECT coalesce(max(run), 0) FROM {APPROVALS} WHERE statement IN ({})", listed(statements));
    let found = async {
        if number(&mut session.connection, &is_there).await? == 0 {
            return Ok(None);
        }
        number(&mut session.connection, &query).await.map(|run| (run > 0).then_some(RunId(run)))
    }
    .await;
    found.map_err(|error| fault::naming(error, &session.url))
}
