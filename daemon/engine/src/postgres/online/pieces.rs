//! A statement of a changelist in pieces: ranges of a key, each a short transaction.

use plan::Step;
use schema::Dialect;

use super::throttle::Throttle;
use crate::ledger::RunId;
use crate::online::pieces::{self, Door, Ledger};
use crate::postgres::session::{Session, text};
use crate::postgres::steps::begin;
use crate::{Error, Result, Steering};

/// What makes the table of the ledger.
pub(in crate::postgres) const CREATE: &str = "CREATE TABLE IF NOT EXISTS groundline.pieces (run bigint NOT NULL REFERENCES groundline.run, step integer NOT NULL, \
             came_to text, until text NOT NULL, walked_over bigint NOT NULL, PRIMARY KEY (run, step))";

const LEDGER: Ledger = Ledger { table: "groundline.pieces", create: CREATE, target: None };

struct OfSession<'s> {
    session: &'s mut Session,
    throttle: Throttle,
    steering: Steering,
}

impl Session {
    /// Runs a step whose statement goes in pieces.
    pub(super) async fn run_pieces(&mut self, run: RunId, step: &Step) -> Result<()> {
        let steering = self.steering.clone();
        let mut door = OfSession { session: self, throttle: Throttle::new(&steering), steering: steering.clone() };
        pieces::run(&mut door, Dialect::Postgres, &LEDGER, run, step, &steering).await
    }

    pub(crate) async fn has_pieces(&mut self, run: RunId, step: &Step) -> Result<bool> {
        if !self.has_own("pieces").await? {
            return Ok(false);
        }
        let came = LEDGER.of_step(run, step.id);
        let sql = format!("SELECT count(*) FROM groundline.pieces WHERE {came} AND came_to IS NOT NULL");
        Ok(self.one(&sql).await? != "0")
    }
}

impl Door for OfSession<'_> {
    async fn row(&mut self, sql: &str) -> Result<Option<Vec<Option<String>>>> {
        use sqlx::Row as _;
        let rows = self.session.rows(sql).await?;
        let texts = |row: &sqlx::postgres::PgRow| (0..row.len()).map(|at| text(row, at)).collect::<Result<_, _>>();
        rows.first().map(texts).transpose().map_err(|cause| self.session.fault(cause, sql))
    }

    async fn note(&mut self, statements: &[String]) -> Result<()> {
        self.session.recorded(&statements.join("; ")).await.map(drop)
    }

    async fn piece(&mut self, step: &Step, piece: &str, came_to: &str) -> Result<()> {
        self.session.batch(&begin(step.timeouts)).await?;
        let done = self.changed(step, piece, came_to).await;
        self.session.end_transaction(done).await
    }

    async fn done(&mut self, run: RunId, step: &Step, forget: &str) -> Result<()> {
        self.session.batch("BEGIN").await?;
        let done = match self.session.recorded(forget).await {
            Ok(_) => self.session.record_done(run, step).await,
            Err(error) => Err(error),
        };
        self.session.end_transaction(done).await
    }

    async fn reason(&mut self) -> Result<Option<String>> {
        self.throttle.reason(self.session, &self.steering).await
    }
}

impl OfSession<'_> {
    async fn changed(&mut self, step: &Step, piece: &str, came_to: &str) -> Result<()> {
        self.session.batch(piece).await?;
        match self.session.recorded(&format!("{came_to} RETURNING 1")).await?.len() {
            1 => Ok(()),
            _ => {
                let reason = "another process went on with it; nothing of this piece was kept".to_owned();
                Err(Error::Refused { what: step.summary.clone(), reason })
            }
        }
    }
}
