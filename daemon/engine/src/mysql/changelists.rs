//! The changelists that runs are of: recorded in the transaction in which a run begins, asked in one query.

use plan::OfChangelist;
use schema::Digest;
use sqlx::mysql::MySqlRow;

use super::ledger::quoted;
use super::session::{Session, text, value};
use crate::Result;
use crate::ledger::{ChangelistRun, RunId, RunState};

/// The table of the ledger; made when the first changelist is run.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.changelist (target VARCHAR(64) NOT NULL, run BIGINT NOT NULL, \
     id VARCHAR(64) NOT NULL, digest CHAR(71) NOT NULL, PRIMARY KEY (target, run)) ENGINE = InnoDB";

impl Session {
    /// What records the changelist of a run that begins.
    pub(super) fn recording(&self, run: RunId, of: &OfChangelist) -> String {
        format!(
            "INSERT INTO groundline.changelist (target, run, id, digest) VALUES ({}, {run}, {}, {})",
            quoted(&self.database),
            quoted(&of.id),
            quoted(&of.digest.to_string())
        )
    }

    pub(crate) async fn changelists(&mut self) -> Result<Vec<ChangelistRun>> {
        if !self.has_own("changelist").await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT c.id, c.digest, r.id, r.state, r.state = 'failed' AND EXISTS (SELECT 1 FROM groundline.step s \
             WHERE s.target = r.target AND s.run = r.id AND s.state <> 'undone' UNION ALL \
             SELECT 1 FROM groundline.pieces p WHERE p.target = r.target AND p.run = r.id AND p.came_to IS NOT NULL), r.revision, r.started_at, r.finished_at \
             FROM groundline.changelist c JOIN groundline.run r ON r.target = c.target AND r.id = c.run \
             JOIN (SELECT id, MAX(run) AS run FROM groundline.changelist WHERE {of} GROUP BY id) AS newest ON newest.run = c.run \
             WHERE c.{of}",
            of = self.of_target()
        );
        let rows = self.rows(&sql).await?;
        rows.iter().map(|row| self.read_changelist(row)).collect()
    }

    fn read_changelist(&self, row: &MySqlRow) -> Result<ChangelistRun> {
        let (digest, state) = (value(row, 1), value(row, 3));
        Ok(ChangelistRun {
            id: value(row, 0),
            digest: Digest::parse(&digest).ok_or_else(|| self.spoiled(format!("`{digest}` is no digest")))?,
            run: RunId(self.number(row, 2)?),
            state: RunState::parse(&state).ok_or_else(|| self.spoiled(format!("no state is called `{state}`")))?,
            has_left: value(row, 4) == "1",
            revision: text(row, 5),
            started_at: self.number(row, 6)?,
            finished_at: self.optional_number(row, 7)?,
        })
    }
}
