//! The changelists that runs are of: recorded with the beginning of a run, asked in one query.

use plan::OfChangelist;
use schema::Digest;
use sqlx::postgres::PgRow;

use super::ledger::quoted;
use super::session::Session;
use crate::Result;
use crate::ledger::{ChangelistRun, RunId, RunState};

/// The table of the ledger; made when the first changelist is run.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.changelist (run bigint PRIMARY KEY REFERENCES groundline.run, \
    id text NOT NULL, digest text NOT NULL)";

const LAST: &str = "SELECT DISTINCT ON (c.id) c.id, c.digest, r.id, r.state, r.state = 'failed' AND EXISTS (SELECT FROM groundline.step s \
    WHERE s.run = r.id AND s.state <> 'undone' UNION ALL SELECT FROM groundline.pieces p WHERE p.run = r.id AND p.came_to IS NOT NULL), r.revision, floor(extract(epoch FROM r.started_at))::bigint, \
    floor(extract(epoch FROM r.finished_at))::bigint FROM groundline.changelist c JOIN groundline.run r ON r.id = c.run \
    ORDER BY c.id, c.run DESC";

/// What records the changelist of the run that the statement of `inserting` begins.
pub(super) fn recording(inserting: &str, of: &OfChangelist) -> String {
    format!(
        "WITH begun AS ({inserting}), of AS (INSERT INTO groundline.changelist (run, id, digest) SELECT id, {}, {} FROM begun) \
         SELECT id FROM begun",
        quoted(&of.id),
        quoted(&of.digest.to_string())
    )
}

impl Session {
    pub(crate) async fn changelists(&mut self) -> Result<Vec<ChangelistRun>> {
        if !self.has_own("changelist").await? {
            return Ok(Vec::new());
        }
        let rows = self.rows(LAST).await?;
        rows.iter().map(|row| self.read_changelist(row)).collect()
    }

    fn read_changelist(&self, row: &PgRow) -> Result<ChangelistRun> {
        let (id, digest, state) = (self.value(row, 0)?, self.value(row, 1)?, self.value(row, 3)?);
        Ok(ChangelistRun {
            digest: Digest::parse(&digest).ok_or_else(|| self.spoiled(format!("`{digest}` is no digest")))?,
            run: RunId(self.number(row, 2)?),
            state: RunState::parse(&state).ok_or_else(|| self.spoiled(format!("no state is called `{state}`")))?,
            has_left: self.value(row, 4)?.starts_with('t'),
            revision: self.optional(row, 5)?,
            started_at: self.number(row, 6)?,
            finished_at: match self.optional(row, 7)? {
                Some(_) => Some(self.number(row, 7)?),
                None => None,
            },
            id,
        })
    }
}
