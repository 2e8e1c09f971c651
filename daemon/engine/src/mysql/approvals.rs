//! The approvals that runs rest on, in the ledger: each statement once on a target.

use schema::Digest;

use super::ledger::quoted;
use super::session::Session;
use crate::Result;
use crate::approval::{COLUMNS, UsedApproval, listed, row};
use crate::ledger::RunId;

/// The table; made when the first approval is used.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.approval (target VARCHAR(64) NOT NULL, \
     statement CHAR(64) NOT NULL, person TEXT NOT NULL, text LONGTEXT NOT NULL, signature LONGTEXT NOT NULL, run BIGINT NOT NULL, \
     PRIMARY KEY (target, statement)) ENGINE = InnoDB";

/// The statements that keep approvals, to stand behind the one that begins the run, in its transaction.
pub(super) fn recording(target: &str, run: RunId, approvals: &[UsedApproval]) -> String {
    let rows: Vec<_> = approvals
        .iter()
        .map(|approval| {
            format!(
                "INSERT INTO groundline.approval (target, {COLUMNS}, run) VALUES ({}, {}, {run})",
                quoted(target),
                row(approval, quoted)
            )
        })
        .collect();
    rows.join("; ")
}

impl Session {
    /// The run that one of the statements was used for already.
    pub(crate) async fn used_for(&mut self, statements: &[Digest]) -> Result<Option<RunId>> {
        if statements.is_empty() || !self.has_own("approval").await? {
            return Ok(None);
        }
        let (of_target, listed) = (self.of_target(), listed(statements));
        let sql = format!(
            "SELECT COALESCE(MAX(run), 0) FROM groundline.approval WHERE {of_target} AND statement IN ({listed})"
        );
        let run = self.one(&sql).await?;
        Ok(run.parse().ok().filter(|run| *run > 0).map(RunId))
    }
}
