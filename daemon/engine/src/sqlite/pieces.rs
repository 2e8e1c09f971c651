//! A statement in pieces: each is a transaction under the lock of the file, which others have between two pieces.

use plan::Step;
use schema::Dialect;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::environment::ForeignKeys;
use super::fault;
use super::ledger::{mark_step, step_state};
use super::own::PIECES;
use super::run::around;
use super::session::Session;
use super::statement::{execute, number};
use crate::ledger::{RunId, StepState};
use crate::online::pieces::{self, Door, Ledger};
use crate::{Error, Result, Steering};

/// Where it is kept how far a statement is.
pub(super) const LEDGER: Ledger = Ledger {
    table: PIECES,
    create: "CREATE TABLE IF NOT EXISTS groundline_pieces (\n  run INTEGER NOT NULL,\n  step INTEGER NOT NULL,\n  \
             came_to TEXT,\n  until TEXT NOT NULL,\n  walked_over INTEGER NOT NULL,\n  PRIMARY KEY (run, step)\n) WITHOUT ROWID",
    target: None,
};

struct OfSession<'s> {
    session: &'s mut Session,
    steering: Steering,
}

impl Session {
    /// Runs a step whose statement goes in pieces.
    pub(super) async fn run_pieces(&mut self, run: RunId, step: &Step) -> Result<()> {
        if step_state(&mut self.connection, run, step.id).await? == StepState::Done {
            return Ok(());
        }
        let steering = self.options.steering.clone();
        let mut door = OfSession { session: self, steering: steering.clone() };
        pieces::run(&mut door, Dialect::Sqlite, &LEDGER, run, step, &steering).await
    }

    pub(crate) async fn has_pieces(&mut self, run: RunId, step: &Step) -> Result<bool> {
        let there = format!("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '{PIECES}'");
        if number(&mut self.connection, &there).await? == 0 {
            return Ok(false);
        }
        let came =
            format!("SELECT count(*) FROM {PIECES} WHERE {} AND came_to IS NOT NULL", LEDGER.of_step(run, step.id));
        Ok(number(&mut self.connection, &came).await? > 0)
    }
}

impl Door for OfSession<'_> {
    async fn row(&mut self, sql: &str) -> Result<Option<Vec<Option<String>>>> {
        let row = self.session.connection.fetch_optional(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let row = row.map_err(|error| fault::of_statement(error, sql))?;
        let texts = |row: sqlx::sqlite::SqliteRow| {
            (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at).ok().flatten()).collect()
        };
        Ok(row.map(texts))
    }

    async fn note(&mut self, statements: &[String]) -> Result<()> {
        execute(&mut self.session.connection, &statements.join(";\n")).await
    }

    async fn piece(&mut self, step: &Step, piece: &str, came_to: &str) -> Result<()> {
        around(&mut self.session.connection, step, ForeignKeys::Hold, async |connection| {
            super::environment::timed(connection, piece, step.timeouts.statement_ms).await?;
            execute(connection, came_to).await?;
            match number(connection, "SELECT changes()").await? {
                1 => Ok(()),
                _ => Err(taken_over(step)),
            }
        })
        .await
    }

    async fn done(&mut self, run: RunId, step: &Step, forget: &str) -> Result<()> {
        around(&mut self.session.connection, step, ForeignKeys::Hold, async |connection| {
            execute(connection, forget).await?;
            mark_step(connection, run, step.id, StepState::Done).await
        })
        .await
    }

    async fn reason(&mut self) -> Result<Option<String>> {
        Ok(self.steering.is_paused())
    }
}

fn taken_over(step: &Step) -> Error {
    let reason = "another process went on with it; nothing of this piece was kept".to_owned();
    Error::Refused { what: step.summary.clone(), reason }
}
