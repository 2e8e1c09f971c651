//! The changelists that runs are of: recorded with the beginning of a run, asked in one query.

use plan::OfChangelist;
use schema::Digest;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use crate::ledger::{ChangelistRun, RunId, RunState};
use crate::sqlite::fault;
use crate::sqlite::own::CHANGELISTS;
use crate::sqlite::pieces;
use crate::sqlite::session::Session;
use crate::sqlite::statement::{execute, number};
use crate::{Error, Result};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline_changelist (\n  run INTEGER PRIMARY KEY,\n  id TEXT NOT NULL,\n  \
     digest TEXT NOT NULL\n)";

const LAST: &str = "SELECT c.id, c.digest, r.id, r.state, r.state = 'failed' AND EXISTS (SELECT 1 FROM groundline_step s \
     WHERE s.run = r.id AND s.state <> 'undone' UNION ALL SELECT 1 FROM groundline_pieces p WHERE p.run = r.id \
     AND p.came_to IS NOT NULL), r.revision, r.started_at, r.finished_at \
     FROM groundline_changelist c JOIN groundline_run r ON r.id = c.run \
     WHERE c.run = (SELECT max(o.run) FROM groundline_changelist o WHERE o.id = c.id)";

/// Records which changelist a run is of, in the transaction in which it begins.
pub(super) async fn record(connection: &mut SqliteConnection, run: i64, of: &OfChangelist) -> Result<()> {
    execute(connection, TABLE).await?;
    execute(connection, pieces::LEDGER.create).await?;
    let query = "INSERT INTO groundline_changelist (run, id, digest) VALUES (?, ?, ?)";
    let inserted = sqlx::query(query).bind(run).bind(&of.id).bind(of.digest.to_string()).persistent(false);
    inserted.execute(connection).await.map(drop).map_err(|error| fault::of_statement(error, query))
}

/// The last run of every changelist.
pub(in crate::sqlite) async fn changelists(session: &mut Session) -> Result<Vec<ChangelistRun>> {
    let connection = &mut session.connection;
    let there = format!("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '{CHANGELISTS}'");
    if number(connection, &there).await? == 0 {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(AssertSqlSafe(LAST)).persistent(false).fetch_all(connection).await;
    let rows = rows.map_err(|error| fault::naming(fault::of_statement(error, LAST), &session.url))?;
    rows.iter().map(|row| read(row).map_err(|reason| session.foreign_ledger(reason))).collect::<Result<_, Error>>()
}

fn read(row: &SqliteRow) -> Result<ChangelistRun, String> {
    let wrong = |error: sqlx::Error| error.to_string();
    let (id, digest): (String, String) = (row.try_get(0).map_err(wrong)?, row.try_get(1).map_err(wrong)?);
    let state: String = row.try_get(3).map_err(wrong)?;
    Ok(ChangelistRun {
        digest: Digest::parse(&digest).ok_or_else(|| format!("changelist `{id}` has the digest `{digest}`"))?,
        run: RunId(row.try_get(2).map_err(wrong)?),
        state: RunState::parse(&state).ok_or_else(|| format!("a run has the unknown state `{state}`"))?,
        has_left: row.try_get::<i64, _>(4).map_err(wrong)? != 0,
        revision: row.try_get(5).map_err(wrong)?,
        started_at: row.try_get(6).map_err(wrong)?,
        finished_at: row.try_get(7).map_err(wrong)?,
        id,
    })
}
