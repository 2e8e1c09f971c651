//! A walk over a table by where its rows are stored, and the watermark of how far it has come.
//!
//! Rows that are written while it goes on may be stored anywhere, behind it too: a trigger has done for them what the walk does.
//! A table that is stored anew (`VACUUM FULL`, `CLUSTER`) is walked from its start again.
//!
//! Invariant: the watermark is written in the transaction of the range that it ends.

use plan::Step;
use schema::{Dialect, ObjectId};

use crate::Result;
use crate::ledger::RunId;
use crate::postgres::ledger::quoted;
use crate::postgres::session::Session;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.watermark (run bigint NOT NULL REFERENCES groundline.run, \
    step integer NOT NULL, stored_in bigint NOT NULL, next_page bigint NOT NULL, pages bigint NOT NULL, \
    at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run, step))";

/// A walk over a table.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    run: RunId,
    step: u32,
    table: String,
    stored_in: i64,
    next: u64,
    pages: u64,
    rows: u64,
}

/// Pages of a table, from the first to before the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    from: u64,
    to: u64,
}

impl Range {
    /// The condition of rows that are stored there.
    pub(super) fn condition(&self) -> String {
        format!("ctid >= '({},0)'::tid AND ctid < '({},0)'::tid", self.from, self.to)
    }
}

impl Walk {
    /// The pages that hold about so many rows; none at the end.
    pub(super) fn next(&self, rows: u64) -> Option<Range> {
        let pages = (rows / self.rows_of_page()).max(1);
        (self.next < self.pages).then(|| Range { from: self.next, to: (self.next + pages).min(self.pages) })
    }

    pub(super) fn arrived(&mut self, range: &Range) {
        self.next = range.to;
    }

    /// How many rows there are, by the server's estimate.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// How many of them were walked over.
    pub(super) fn rows_walked(&self) -> u64 {
        if self.next >= self.pages { self.rows } else { (self.next * self.rows_of_page()).min(self.rows) }
    }

    /// How many of them are in a range.
    pub(super) fn rows_of(&self, range: &Range) -> u64 {
        (range.to - range.from) * self.rows_of_page()
    }

    /// Moves the watermark to the end of a range: no row where somebody else did, or the table is stored elsewhere now.
    pub(super) fn moved_to(&self, range: &Range) -> String {
        format!(
            "UPDATE groundline.watermark SET next_page = {}, at = clock_timestamp() WHERE run = {} AND step = {} \
             AND next_page = {} AND stored_in = {} AND pg_relation_filenode({}::regclass) = stored_in RETURNING 1",
            range.to,
            self.run,
            self.step,
            range.from,
            self.stored_in,
            quoted(&self.table)
        )
    }

    fn rows_of_page(&self) -> u64 {
        self.rows.div_ceil(self.pages.max(1)).max(1)
    }
}

impl Session {
    /// Goes on where an earlier walk of the step ended, or begins.
    pub(super) async fn open_walk(&mut self, run: RunId, step: &Step, table: &ObjectId) -> Result<Walk> {
        let table = table.qualified(Dialect::Postgres);
        self.batch(TABLE).await?;
        let sql = format!(
            "WITH t AS (SELECT c.oid, pg_relation_filenode(c.oid)::bigint AS stored, \
             pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages, \
             greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0) AS rows FROM pg_class c WHERE c.oid = {}::regclass), \
             opened AS (INSERT INTO groundline.watermark AS w (run, step, stored_in, next_page, pages) \
             SELECT {run}, {}, stored, 0, pages FROM t ON CONFLICT (run, step) DO UPDATE SET \
             next_page = CASE WHEN w.stored_in = excluded.stored_in THEN w.next_page ELSE 0 END, \
             pages = CASE WHEN w.stored_in = excluded.stored_in THEN w.pages ELSE excluded.pages END, \
             stored_in = excluded.stored_in, at = clock_timestamp() RETURNING stored_in, next_page, pages) \
             SELECT o.stored_in, o.next_page, o.pages, t.rows FROM opened o, t",
            quoted(&table),
            step.id
        );
        let rows = self.recorded(&sql).await?;
        let row = rows.first().ok_or_else(|| self.spoiled(format!("`{table}` is not there")))?;
        let count = |column| self.number(row, column).map(|number| u64::try_from(number).unwrap_or_default());
        let (stored_in, next, pages, rows) = (self.number(row, 0)?, count(1)?, count(2)?, count(3)?);
        Ok(Walk { run, step: step.id, table, stored_in, next, pages, rows })
    }

    /// The step is done; nobody needs its watermark.
    pub(super) async fn end_walk(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.batch("BEGIN").await?;
        let sql = format!("DELETE FROM groundline.watermark WHERE run = {run} AND step = {}", step.id);
        let done = match self.recorded(&sql).await {
            Ok(_) => self.record_done(run, step).await,
            Err(error) => Err(error),
        };
        self.end_transaction(done).await
    }
}
