//! The ledger in the schema `groundline`: tables `run`, `step` and `snapshot`.
//!
//! Times are the server's. Invariant: a row of `step` commits with the step it tells of.

use std::time::Duration;

use plan::{Kept, Plan};
use schema::Dialect;
use sqlx::postgres::PgRow;

use super::approvals;
use super::changelists;
use super::online::PIECES;
use super::session::{Session, text};
use crate::approval::UsedApproval;
use crate::ledger::{Run, RunId, RunState};
use crate::{Error, Result};

const TABLES: &str = "CREATE SCHEMA IF NOT EXISTS groundline; \
    COMMENT ON SCHEMA groundline IS 'What Groundline did here. Do not change it by hand.'; \
    CREATE TABLE IF NOT EXISTS groundline.run (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, plan text NOT NULL, \
    revision text, state text NOT NULL, started_at timestamptz NOT NULL DEFAULT clock_timestamp(), \
    finished_at timestamptz, program text NOT NULL, retention_s bigint); \
    CREATE TABLE IF NOT EXISTS groundline.step (run bigint NOT NULL REFERENCES groundline.run, step integer NOT NULL, \
    state text NOT NULL, is_undoing boolean NOT NULL DEFAULT false, backend integer, backend_start timestamptz, \
    at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run, step)); \
    CREATE TABLE IF NOT EXISTS groundline.snapshot (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
    run bigint NOT NULL REFERENCES groundline.run, step integer NOT NULL, keep text NOT NULL, in_schema text, \
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(), expires_at timestamptz, restored_by bigint, \
    purged_at timestamptz)";

const RUNS: &str = "SELECT id, plan, revision, state, floor(extract(epoch FROM started_at))::bigint, \
    floor(extract(epoch FROM finished_at))::bigint, program FROM groundline.run";

/// A string as it stands in a statement.
pub(super) fn quoted(value: &str) -> String {
    schema::sql::literal(Dialect::Postgres, value).to_string()
}

impl Session {
    /// Whether the ledger is there.
    pub(super) async fn has_ledger(&mut self) -> Result<bool> {
        self.has_own("snapshot").await
    }

    /// Whether a table of the ledger is there: some are made when they are first needed.
    pub(super) async fn has_own(&mut self, table: &str) -> Result<bool> {
        let name = quoted(&format!("groundline.{table}"));
        Ok(self.one(&format!("SELECT to_regclass({name}) IS NOT NULL")).await?.starts_with('t'))
    }

    pub(crate) async fn runs(&mut self, limit: u32) -> Result<Vec<Run>> {
        self.read_runs(&format!("{RUNS} ORDER BY id DESC LIMIT {limit}")).await
    }

    pub(crate) async fn run(&mut self, id: RunId) -> Result<Option<Run>> {
        Ok(self.read_runs(&format!("{RUNS} WHERE id = {id}")).await?.pop())
    }

    pub(crate) async fn open_run(&mut self) -> Result<Option<Run>> {
        let sql = format!("{RUNS} WHERE state NOT IN ({}) ORDER BY id DESC LIMIT 1", RunState::FINAL);
        Ok(self.read_runs(&sql).await?.pop())
    }

    async fn read_runs(&mut self, sql: &str) -> Result<Vec<Run>> {
        if !self.has_ledger().await? {
            return Ok(Vec::new());
        }
        let rows = self.rows(sql).await?;
        rows.iter().map(|row| self.read_run(row)).collect()
    }

    fn read_run(&self, row: &PgRow) -> Result<Run> {
        let plan = self.value(row, 1)?;
        let plan = serde_json::from_str(&plan).map_err(|cause| self.spoiled(format!("a plan is not one: {cause}")))?;
        let state = self.value(row, 3)?;
        Ok(Run {
            id: RunId(self.number(row, 0)?),
            plan,
            revision: self.optional(row, 2)?,
            state: RunState::parse(&state).ok_or_else(|| self.spoiled(format!("no state is called `{state}`")))?,
            started_at: self.number(row, 4)?,
            finished_at: match self.optional(row, 5)? {
                Some(_) => Some(self.number(row, 5)?),
                None => None,
            },
            program: self.value(row, 6)?,
        })
    }

    pub(crate) async fn kept(&mut self) -> Result<Vec<Kept>> {
        self.read_kept("true", "").await
    }

    /// The snapshots that are neither restored nor purged, newest first; `which` is a condition.
    pub(super) async fn read_kept(&mut self, which: &str, locking: &str) -> Result<Vec<Kept>> {
        if !self.has_ledger().await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT keep, run, floor(extract(epoch FROM saved_at))::bigint, floor(extract(epoch FROM expires_at))::bigint \
             FROM groundline.snapshot WHERE restored_by IS NULL AND purged_at IS NULL AND {which} ORDER BY id DESC {locking}"
        );
        let rows = self.rows(&sql).await?;
        let read = |row: &PgRow| -> Result<Kept> {
            let keep = self.value(row, 0)?;
            Ok(Kept {
                keep: serde_json::from_str(&keep)
                    .map_err(|cause| self.spoiled(format!("a snapshot is not one: {cause}")))?,
                run: self.number(row, 1)?,
                saved_at: self.number(row, 2)?,
                expires_at: match self.optional(row, 3)? {
                    Some(_) => Some(self.number(row, 3)?),
                    None => None,
                },
            })
        };
        rows.iter().map(read).collect()
    }

    pub(crate) async fn begin_run(
        &mut self,
        plan: &Plan,
        revision: Option<&str>,
        retention: Option<Duration>,
        used: &[UsedApproval],
    ) -> Result<RunId> {
        if !self.has_ledger().await? {
            self.create_ledger().await?;
        }
        if !used.is_empty() {
            self.batch(approvals::TABLE).await?;
        }
        let changelist = plan.changelist.as_ref();
        if changelist.is_some() {
            self.batch(&format!("{}; {}", changelists::TABLE, PIECES)).await?;
        }
        let plan = serde_json::to_string(plan).map_err(|cause| self.spoiled(cause.to_string()))?;
        let revision = revision.map_or_else(|| "NULL".to_owned(), quoted);
        let retention = retention.map_or_else(|| "NULL".to_owned(), |retention| retention.as_secs().to_string());
        let sql = format!(
            "INSERT INTO groundline.run (plan, revision, state, program, retention_s) \
             VALUES ({}, {revision}, 'running', {}, {retention}) RETURNING id",
            quoted(&plan),
            quoted(env!("CARGO_PKG_VERSION"))
        );
        let sql = changelist.map_or_else(|| sql.clone(), |changelist| changelists::recording(&sql, changelist));
        let sql = if used.is_empty() { sql } else { format!("{sql}; {}", approvals::recording(used)) };
        let rows = self.recorded(&sql).await?;
        let row = rows.first().ok_or_else(|| self.spoiled("a new run has no number".to_owned()))?;
        self.number(row, 0).map(RunId)
    }

    async fn create_ledger(&mut self) -> Result<()> {
        match self.batch(TABLES).await {
            Err(Error::MissingPrivilege { reason, .. }) => {
                let role = self.one("SELECT quote_ident(current_user)").await?;
                let database = self.one("SELECT quote_ident(current_database())").await?;
                Err(Error::MissingPrivilege {
                    action: "making the ledger in the schema `groundline`".to_owned(),
                    reason,
                    hint: format!("`GRANT CREATE ON DATABASE {database} TO {role}`"),
                })
            }
            made => made,
        }
    }

    pub(crate) async fn set_run_state(&mut self, run: RunId, state: RunState) -> Result<()> {
        let finished = if state.is_final() { "coalesce(finished_at, clock_timestamp())" } else { "NULL" };
        let sql = format!(
            "UPDATE groundline.run SET state = {}, finished_at = {finished} WHERE id = {run}",
            quoted(state.word())
        );
        self.recorded(&sql).await.map(drop)
    }

    /// Runs a statement of the ledger; its text, which may be long, is not part of an error.
    pub(super) async fn recorded(&mut self, sql: &str) -> Result<Vec<PgRow>> {
        use sqlx::Executor as _;
        let rows = self.connection.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await;
        rows.map_err(|cause| self.fault(cause, "write the ledger"))
    }

    pub(super) fn spoiled(&self, reason: String) -> Error {
        Error::Ledger { target: self.url.to_string(), reason }
    }

    pub(super) fn optional(&self, row: &PgRow, column: usize) -> Result<Option<String>> {
        text(row, column).map_err(|cause| self.spoiled(cause.to_string()))
    }

    pub(super) fn value(&self, row: &PgRow, column: usize) -> Result<String> {
        Ok(self.optional(row, column)?.unwrap_or_default())
    }

    pub(super) fn number(&self, row: &PgRow, column: usize) -> Result<i64> {
        let value = self.value(row, column)?;
        value.parse().map_err(|_| self.spoiled(format!("`{value}` is not a number")))
    }
}
