//! A statement of a changelist in pieces: ranges of a key, each a short transaction.

use plan::Step;
use schema::Dialect;

use super::throttle::Throttle;
use crate::ledger::{RunId, StepState};
use crate::mysql::ledger::quoted;
use crate::mysql::session::{Session, text};
use crate::mysql::steps::Way;
use crate::online::pieces::{self, Door, Ledger};
use crate::{Error, Result};

/// What makes the table of the ledger.
pub(in crate::mysql) const CREATE: &str = "CREATE TABLE IF NOT EXISTS groundline.pieces (target VARCHAR(64) NOT NULL, run BIGINT NOT NULL, step INT NOT NULL, \
     came_to LONGTEXT, until LONGTEXT NOT NULL, walked_over BIGINT NOT NULL, PRIMARY KEY (target, run, step)) ENGINE = InnoDB";

struct OfSession<'s> {
    session: &'s mut Session,
    throttle: Throttle,
}

impl Session {
    fn pieces_ledger(&self) -> Ledger {
        Ledger { table: "groundline.pieces", create: CREATE, target: Some(("target", quoted(&self.database))) }
    }

    /// Runs a step whose statement goes in pieces.
    pub(in crate::mysql) async fn run_pieces(&mut self, run: RunId, step: &Step) -> Result<()> {
        let (steering, ledger) = (self.steering.clone(), self.pieces_ledger());
        self.batch(&self.timeouts(step.timeouts)).await?;
        let mut door = OfSession { session: self, throttle: Throttle::new(&steering) };
        let walked = pieces::run(&mut door, Dialect::MySql, &ledger, run, step, &steering).await;
        if !matches!(walked, Err(Error::ConnectionLost { .. })) {
            self.reset().await?;
        }
        walked
    }

    pub(crate) async fn has_pieces(&mut self, run: RunId, step: &Step) -> Result<bool> {
        if !self.has_own("pieces").await? {
            return Ok(false);
        }
        let came = self.pieces_ledger().of_step(run, step.id);
        let sql = format!("SELECT COUNT(*) FROM groundline.pieces WHERE {came} AND came_to IS NOT NULL");
        Ok(self.one(&sql).await? != "0")
    }

    /// Where such a step stands: done, or to go on.
    pub(super) async fn settle_pieces(&mut self, run: RunId, step: &Step) -> Result<StepState> {
        Ok(match self.position(run, step.id).await?.0.as_str() {
            "done" => StepState::Done,
            "undone" => StepState::Undone,
            _ => StepState::NotRun,
        })
    }
}

impl Door for OfSession<'_> {
    async fn row(&mut self, sql: &str) -> Result<Option<Vec<Option<String>>>> {
        use sqlx::Row as _;
        let rows = self.session.rows(sql).await?;
        Ok(rows.first().map(|row| (0..row.len()).map(|at| text(row, at)).collect()))
    }

    async fn note(&mut self, statements: &[String]) -> Result<()> {
        for statement in statements {
            self.session.recorded(statement).await?;
        }
        Ok(())
    }

    async fn piece(&mut self, step: &Step, piece: &str, came_to: &str) -> Result<()> {
        self.session.batch("START TRANSACTION").await?;
        let done = self.changed(step, piece, came_to).await;
        self.ended(done).await
    }

    async fn done(&mut self, run: RunId, step: &Step, forget: &str) -> Result<()> {
        self.session.batch("START TRANSACTION").await?;
        let done = match self.session.recorded(forget).await {
            Ok(_) => self.session.record(run, step, Way::Forth).await,
            Err(error) => Err(error),
        };
        self.ended(done).await
    }

    async fn reason(&mut self) -> Result<Option<String>> {
        self.throttle.reason(self.session).await
    }
}

impl OfSession<'_> {
    async fn changed(&mut self, step: &Step, piece: &str, came_to: &str) -> Result<()> {
        self.session.batch(piece).await?;
        self.session.recorded(came_to).await?;
        match self.session.one("SELECT ROW_COUNT()").await?.as_str() {
            "1" => Ok(()),
            _ => {
                let reason = "another process went on with it; nothing of this piece was kept".to_owned();
                Err(Error::Refused { what: step.summary.clone(), reason })
            }
        }
    }

    async fn ended(&mut self, done: Result<()>) -> Result<()> {
        match done {
            Ok(()) => self.session.batch("COMMIT").await,
            Err(lost @ Error::ConnectionLost { .. }) => Err(lost),
            Err(error) => {
                self.session.batch("ROLLBACK").await?;
                Err(self.session.with_blockers(error).await)
            }
        }
    }
}
