//! The rows of runs and snapshots.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plan::{Keep, Kept, Plan};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::steps::parse;
use crate::approval::UsedApproval;
use crate::ledger::{Run, RunId, RunState, StepState};
use crate::sqlite::fault;
use crate::sqlite::own::{RUNS, SNAPSHOTS, STEPS};
use crate::sqlite::session::Session;
use crate::sqlite::statement::{execute, number};
use crate::{Error, Result};

const LEDGER: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS groundline_run (\n  id INTEGER PRIMARY KEY AUTOINCREMENT,\n  plan TEXT NOT NULL,\n  \
     digest TEXT NOT NULL,\n  revision TEXT,\n  state TEXT NOT NULL,\n  started_at INTEGER NOT NULL,\n  \
     finished_at INTEGER,\n  retention INTEGER,\n  program TEXT NOT NULL\n)",
    "CREATE TABLE IF NOT EXISTS groundline_step (\n  run INTEGER NOT NULL,\n  step INTEGER NOT NULL,\n  \
     state TEXT NOT NULL,\n  at INTEGER NOT NULL,\n  PRIMARY KEY (run, step)\n) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS groundline_snapshot (\n  id INTEGER PRIMARY KEY AUTOINCREMENT,\n  run INTEGER NOT NULL,\n  \
     step INTEGER NOT NULL,\n  keep TEXT NOT NULL,\n  in_table TEXT NOT NULL,\n  kept_as TEXT NOT NULL,\n  \
     saved_at INTEGER NOT NULL,\n  expires_at INTEGER,\n  state TEXT NOT NULL,\n  restored_run INTEGER,\n  \
     restored_step INTEGER\n)",
];

/// Seconds since 1970-01-01 UTC.
pub(in crate::sqlite) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

async fn has_ledger(connection: &mut SqliteConnection) -> Result<bool> {
    let query = format!(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('{RUNS}', '{STEPS}', '{SNAPSHOTS}')"
    );
    Ok(number(connection, &query).await? == 3)
}

async fn rows(session: &mut Session, query: &str) -> Result<Vec<SqliteRow>> {
    let result = async {
        if !has_ledger(&mut session.connection).await? {
            return Ok(Vec::new());
        }
        sqlx::query(AssertSqlSafe(query))
            .persistent(false)
            .fetch_all(&mut session.connection)
            .await
            .map_err(|error| fault::of_statement(error, query))
    }
    .await;
    result.map_err(|error| match error {
        Error::Statement { message, .. } => session.foreign_ledger(message),
        other => fault::naming(other, &session.url),
    })
}

/// The runs that the condition chooses.
pub(in crate::sqlite) async fn runs(session: &mut Session, condition: &str) -> Result<Vec<Run>> {
    let query = format!("SELECT id, plan, revision, state, started_at, finished_at, program FROM {RUNS} {condition}");
    let rows = rows(session, &query).await?;
    rows.iter().map(|row| run_of(row).map_err(|reason| session.foreign_ledger(reason))).collect()
}

fn run_of(row: &SqliteRow) -> Result<Run, String> {
    let read = |error: sqlx::Error| error.to_string();
    let id = row.try_get(0).map_err(read)?;
    let state: String = row.try_get(3).map_err(read)?;
    let plan: String = row.try_get(1).map_err(read)?;
    Ok(Run {
        id: RunId(id),
        plan: serde_json::from_str(&plan).map_err(|error| format!("the plan of run {id} is not one: {error}"))?,
        revision: row.try_get(2).map_err(read)?,
        state: RunState::parse(&state).ok_or_else(|| format!("run {id} has the unknown state `{state}`"))?,
        started_at: row.try_get(4).map_err(read)?,
        finished_at: row.try_get(5).map_err(read)?,
        program: row.try_get(6).map_err(read)?,
    })
}

/// The snapshots that were not restored, newest first.
pub(in crate::sqlite) async fn kept(session: &mut Session) -> Result<Vec<Kept>> {
    let query = format!(
        "SELECT keep, in_table, run, saved_at, expires_at FROM {SNAPSHOTS} WHERE state = 'kept' ORDER BY run DESC, id DESC"
    );
    let rows = rows(session, &query).await?;
    rows.iter().map(|row| kept_of(row).map_err(|reason| session.foreign_ledger(reason))).collect()
}

/// The first column of a query over the ledger; nothing where there is no ledger.
pub(in crate::sqlite) async fn names(session: &mut Session, query: &str) -> Result<Vec<String>> {
    Ok(rows(session, query).await?.iter().map(|row| row.get(0)).collect())
}

fn kept_of(row: &SqliteRow) -> Result<Kept, String> {
    let read = |error: sqlx::Error| error.to_string();
    let text: String = row.try_get(0).map_err(read)?;
    let mut keep: Keep = serde_json::from_str(&text).map_err(|error| format!("a snapshot is not one: {error}"))?;
    keep.in_table = row.try_get::<String, _>(1).map_err(read)?.into();
    Ok(Kept {
        keep,
        run: row.try_get(2).map_err(read)?,
        saved_at: row.try_get(3).map_err(read)?,
        expires_at: row.try_get(4).map_err(read)?,
    })
}

/// Records that a run begins; makes the ledger where there is none.
pub(in crate::sqlite) async fn begin_run(
    session: &mut Session,
    plan: &Plan,
    revision: Option<&str>,
    retention: Option<Duration>,
    used: &[UsedApproval],
) -> Result<RunId> {
    let connection = &mut session.connection;
    execute(connection, "BEGIN IMMEDIATE").await?;
    let inserted = async {
        let id = insert_run(connection, plan, revision, retention).await?;
        super::approvals::record(connection, id, used).await.map(|()| id)
    };
    match inserted.await {
        Ok(id) => execute(connection, "COMMIT").await.map(|()| RunId(id)),
        Err(error) => {
            let _ = execute(connection, "ROLLBACK").await;
            Err(error)
        }
    }
}

async fn insert_run(
    connection: &mut SqliteConnection,
    plan: &Plan,
    revision: Option<&str>,
    retention: Option<Duration>,
) -> Result<i64> {
    for table in LEDGER {
        execute(connection, table).await?;
    }
    let query = "INSERT INTO groundline_run (plan, digest, revision, state, started_at, retention, program) \
         VALUES (?, ?, ?, 'running', ?, ?, ?)";
    let json = serde_json::to_string(plan).expect("a plan has string keys and no failing serializer");
    let inserted = sqlx::query(query)
        .bind(json)
        .bind(plan.digest.to_string())
        .bind(revision)
        .bind(now())
        .bind(retention.map(|time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX)))
        .bind(env!("CARGO_PKG_VERSION"))
        .persistent(false)
        .execute(&mut *connection)
        .await
        .map_err(|error| fault::of_statement(error, query))?;
    let run = inserted.last_insert_rowid();
    if let Some(changelist) = &plan.changelist {
        super::changelists::record(connection, run, changelist).await?;
    }
    Ok(run)
}

/// Records where a run stands.
pub(in crate::sqlite) async fn set_run_state(
    connection: &mut SqliteConnection,
    run: RunId,
    state: RunState,
) -> Result<()> {
    let query = "UPDATE groundline_run SET state = ?, finished_at = ? WHERE id = ?";
    let finished = state.is_final().then(now);
    let changed = sqlx::query(query).bind(state.word()).bind(finished).bind(run.0).persistent(false);
    changed.execute(connection).await.map(drop).map_err(|error| fault::of_statement(error, query))
}

/// Where each step of a run stands. Every step is a transaction, so that nothing is ever half done.
pub(in crate::sqlite) async fn settle(session: &mut Session, run: &Run) -> Result<BTreeMap<u32, StepState>> {
    let query = format!("SELECT step, state FROM {STEPS} WHERE run = {}", run.id);
    let rows = rows(session, &query).await?;
    let told: BTreeMap<u32, StepState> =
        rows.iter().map(|row| (row.get::<u32, _>(0), parse(&row.get::<String, _>(1)))).collect();
    let states = run.plan.steps.iter().map(|step| (step.id, told.get(&step.id).copied().unwrap_or(StepState::NotRun)));
    Ok(states.collect())
}
