//! The ledger in the database `groundline` of the target's server: tables `run`, `step` and `snapshot`.
//!
//! The name of the target's database is part of every row's key: one ledger serves all databases of a server. Times are the
//! server's, in seconds since 1970-01-01 UTC. Schema statements commit by themselves here, so that a step is written down before and
//! after each of them; rows that a step changes commit together with the row that tells of it.

use std::time::Duration;

use plan::{Kept, Plan};
use schema::Dialect;
use sqlx::mysql::MySqlRow;

use super::approvals;
use super::changelists;
use super::session::{Session, text, value};
use crate::approval::UsedApproval;
use crate::ledger::{Run, RunId, RunState};
use crate::{Error, Result};

const TABLES: &[&str] = &[
    "CREATE DATABASE IF NOT EXISTS groundline CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS groundline.run (target VARCHAR(64) NOT NULL, id BIGINT NOT NULL, \
     plan LONGTEXT NOT NULL, revision TEXT, state VARCHAR(16) NOT NULL, started_at BIGINT NOT NULL, finished_at BIGINT, \
     program VARCHAR(64) NOT NULL, retention_s BIGINT, PRIMARY KEY (target, id)) ENGINE = InnoDB \
     COMMENT = 'What Groundline did here. Do not change it by hand.'",
    "CREATE TABLE IF NOT EXISTS groundline.step (target VARCHAR(64) NOT NULL, run BIGINT NOT NULL, step INT NOT NULL, state VARCHAR(16) NOT NULL, \
     is_undoing TINYINT NOT NULL DEFAULT 0, done INT NOT NULL DEFAULT 0, mark CHAR(64), session BIGINT, server_start BIGINT, \
     at BIGINT NOT NULL, PRIMARY KEY (target, run, step)) ENGINE = InnoDB",
    "CREATE TABLE IF NOT EXISTS groundline.snapshot (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, target VARCHAR(64) NOT NULL, \
     run BIGINT NOT NULL, step INT NOT NULL, keep LONGTEXT NOT NULL, saved_at BIGINT NOT NULL, expires_at BIGINT, \
     restored_by BIGINT, purged_at BIGINT, KEY by_target (target, id)) ENGINE = InnoDB",
];

/// A string as it stands in a statement.
pub(super) fn quoted(value: &str) -> String {
    schema::sql::literal(Dialect::MySql, value).to_string()
}

impl Session {
    /// Whether the ledger is there.
    pub(super) async fn has_ledger(&mut self) -> Result<bool> {
        self.has_own("snapshot").await
    }

    /// Whether a table of the ledger is there: some are made when they are first needed.
    pub(super) async fn has_own(&mut self, table: &str) -> Result<bool> {
        let sql = format!(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'groundline' AND TABLE_NAME = {}",
            quoted(table)
        );
        Ok(self.one(&sql).await? != "0")
    }

    /// `target = '…'`, for this database.
    pub(super) fn of_target(&self) -> String {
        format!("target = {}", quoted(&self.database))
    }

    /// The condition of the rows of one step.
    pub(super) fn of_step(&self, run: RunId, step: u32) -> String {
        format!("{} AND run = {run} AND step = {step}", self.of_target())
    }

    pub(crate) async fn runs(&mut self, limit: u32) -> Result<Vec<Run>> {
        self.read_runs("TRUE", limit).await
    }

    pub(crate) async fn run(&mut self, id: RunId) -> Result<Option<Run>> {
        Ok(self.read_runs(&format!("id = {id}"), 1).await?.pop())
    }

    pub(crate) async fn open_run(&mut self) -> Result<Option<Run>> {
        let open = format!("state NOT IN ({})", RunState::FINAL);
        Ok(self.read_runs(&open, 1).await?.pop())
    }

    async fn read_runs(&mut self, which: &str, limit: u32) -> Result<Vec<Run>> {
        if !self.has_ledger().await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id, plan, revision, state, started_at, finished_at, program FROM groundline.run \
             WHERE {} AND {which} ORDER BY id DESC LIMIT {limit}",
            self.of_target()
        );
        let rows = self.rows(&sql).await?;
        rows.iter().map(|row| self.read_run(row)).collect()
    }

    fn read_run(&self, row: &MySqlRow) -> Result<Run> {
        let plan = serde_json::from_str(&value(row, 1))
            .map_err(|cause| self.spoiled(format!("a plan is not one: {cause}")))?;
        let state = value(row, 3);
        Ok(Run {
            id: RunId(self.number(row, 0)?),
            plan,
            revision: text(row, 2),
            state: RunState::parse(&state).ok_or_else(|| self.spoiled(format!("no state is called `{state}`")))?,
            started_at: self.number(row, 4)?,
            finished_at: self.optional_number(row, 5)?,
            program: value(row, 6),
        })
    }

    pub(crate) async fn kept(&mut self) -> Result<Vec<Kept>> {
        self.read_kept("TRUE").await
    }

    /// The snapshots that are neither restored nor purged, newest first; `which` is a condition.
    pub(super) async fn read_kept(&mut self, which: &str) -> Result<Vec<Kept>> {
        if !self.has_ledger().await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT keep, run, saved_at, expires_at FROM groundline.snapshot \
             WHERE {} AND restored_by IS NULL AND purged_at IS NULL AND {which} ORDER BY id DESC",
            self.of_target()
        );
        let rows = self.rows(&sql).await?;
        let read = |row: &MySqlRow| -> Result<Kept> {
            Ok(Kept {
                keep: serde_json::from_str(&value(row, 0))
                    .map_err(|cause| self.spoiled(format!("a snapshot is not one: {cause}")))?,
                run: self.number(row, 1)?,
                saved_at: self.number(row, 2)?,
                expires_at: self.optional_number(row, 3)?,
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
            self.batch(changelists::TABLE).await?;
            self.batch(super::online::PIECES).await?;
        }
        let plan = serde_json::to_string(plan).map_err(|cause| self.spoiled(cause.to_string()))?;
        let revision = revision.map_or_else(|| "NULL".to_owned(), quoted);
        let retention = retention.map_or_else(|| "NULL".to_owned(), |retention| retention.as_secs().to_string());
        // The number is read first, without a lock, and this target's lock keeps it true: to read it in the INSERT would lock the
        // gap beside the neighbours' rows, and targets that begin at the same time would wait for each other in a circle.
        let next = format!("SELECT COALESCE(MAX(id), 0) + 1 FROM groundline.run WHERE {}", self.of_target());
        let row = self.recorded(&next).await?;
        let row = row.first().ok_or_else(|| self.spoiled("a new run has no number".to_owned()))?;
        let run = self.number(row, 0).map(RunId)?;
        let of_changelist = changelist.map(|of| format!("; {}", self.recording(run, of))).unwrap_or_default();
        let sql = format!(
            "INSERT INTO groundline.run (target, id, plan, revision, state, started_at, program, retention_s) \
             VALUES ({}, {run}, {}, {revision}, 'running', UNIX_TIMESTAMP(), {}, {retention}){of_changelist}",
            quoted(&self.database),
            quoted(&plan),
            quoted(env!("CARGO_PKG_VERSION")),
        );
        self.recorded_with(run, &sql, used).await.map(|()| run)
    }

    /// Begins a run and keeps the approvals that it rests on, all of it or nothing.
    async fn recorded_with(&mut self, run: RunId, begin: &str, used: &[UsedApproval]) -> Result<()> {
        let kept = approvals::recording(&self.database, run, used);
        self.batch("START TRANSACTION").await?;
        let begun = match self.recorded(begin).await {
            Ok(_) if used.is_empty() => Ok(()),
            Ok(_) => self.recorded(&kept).await.map(drop),
            Err(error) => Err(error),
        };
        let end = if begun.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.batch(end).await;
        begun.and(ended)
    }

    async fn create_ledger(&mut self) -> Result<()> {
        for statement in TABLES {
            match self.batch(statement).await {
                Err(Error::MissingPrivilege { reason, .. }) => {
                    return Err(Error::MissingPrivilege {
                        action: "making the ledger in the database `groundline`".to_owned(),
                        reason,
                        hint: format!("`GRANT ALL PRIVILEGES ON groundline.* TO {}`", self.account().await?),
                    });
                }
                made => made?,
            }
        }
        Ok(())
    }

    /// The user that the server takes the session for, as `GRANT` names it.
    pub(super) async fn account(&mut self) -> Result<String> {
        let me = self.one("SELECT CURRENT_USER()").await?;
        let (user, host) = me.rsplit_once('@').unwrap_or((&me, "%"));
        Ok(format!("{}@{}", quoted(user), quoted(host)))
    }

    pub(crate) async fn set_run_state(&mut self, run: RunId, state: RunState) -> Result<()> {
        let finished = if state.is_final() { "COALESCE(finished_at, UNIX_TIMESTAMP())" } else { "NULL" };
        let sql = format!(
            "UPDATE groundline.run SET state = {}, finished_at = {finished} WHERE {} AND id = {run}",
            quoted(state.word()),
            self.of_target()
        );
        self.recorded(&sql).await?;
        if state.is_final() {
            // What was given up in the middle of an online change leaves tables behind.
            self.clear_jobs(&format!("run = {run}")).await?;
        }
        Ok(())
    }

    /// Runs a statement of the ledger; its text, which may be long, is not part of an error.
    pub(super) async fn recorded(&mut self, sql: &str) -> Result<Vec<MySqlRow>> {
        use sqlx::Executor as _;
        let rows = self.connection.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await;
        rows.map_err(|cause| self.fault(cause, "write the ledger"))
    }

    pub(super) fn spoiled(&self, reason: String) -> Error {
        Error::Ledger { target: self.url.to_string(), reason }
    }

    pub(super) fn number(&self, row: &MySqlRow, column: usize) -> Result<i64> {
        let value = value(row, column);
        value.parse().map_err(|_| self.spoiled(format!("`{value}` is not a number")))
    }

    pub(super) fn optional_number(&self, row: &MySqlRow, column: usize) -> Result<Option<i64>> {
        text(row, column).map(|_| self.number(row, column)).transpose()
    }
}
