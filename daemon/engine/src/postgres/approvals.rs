//! The approvals that runs rest on, in the ledger: each statement once.

use schema::Digest;

use super::ledger::quoted;
use super::session::Session;
use crate::Result;
use crate::approval::{COLUMNS, UsedApproval, listed, row};
use crate::ledger::RunId;

/// The table; made when the first approval is used.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.approval (statement text PRIMARY KEY, person text NOT NULL, \
     text text NOT NULL, signature text NOT NULL, run bigint NOT NULL REFERENCES groundline.run)";

/// The statement that keeps approvals, to stand behind the one that begins the run: both are one transaction, as statements of one text.
pub(super) fn recording(approvals: &[UsedApproval]) -> String {
    let run = "currval(pg_get_serial_sequence('groundline.run', 'id'))";
    let rows: Vec<_> = approvals.iter().map(|approval| format!("({}, {run})", row(approval, quoted))).collect();
    format!("INSERT INTO groundline.approval ({COLUMNS}, run) VALUES {}", rows.join(", "))
}

impl Session {
    /// The run that one of the statements was used for already.
    pub(crate) async fn used_for(&mut self, statements: &[Digest]) -> Result<Option<RunId>> {
        if statements.is_empty() || !self.has_own("approval").await? {
            return Ok(None);
        }
        let listed = listed(statements);
        let sql = format!("SELECT coalesce(max(run), 0) FROM groundline.approval WHERE statement IN ({listed})");
        let run = self.one(&sql).await?;
        Ok(run.parse().ok().filter(|run| *run > 0).map(RunId))
    }
}
