//! What steps saved and restored, in the ledger; and the tables that hold it, in the target's own database.

use plan::{Keep, KeepKind, Kept, Step};
use schema::{Dialect, Ident};

use super::inspect::reading::is_own;
use super::ledger::quoted;
use super::session::Session;
use crate::Result;
use crate::ledger::RunId;

impl Session {
    pub(super) async fn record_done(&mut self, run: RunId, step: &Step) -> Result<()> {
        for keep in &step.keeps {
            self.record_keep(run, step.id, keep).await?;
        }
        for keep in &step.restores {
            let sql = format!(
                "UPDATE groundline.snapshot SET restored_by = {run} WHERE {} AND keep = {} AND restored_by IS NULL \
                 AND purged_at IS NULL ORDER BY id DESC LIMIT 1",
                self.of_target(),
                self.keep_text(keep)?
            );
            self.recorded(&sql).await?;
        }
        let sql = format!(
            "INSERT INTO groundline.step (target, run, step, state, at) VALUES ({}, {run}, {}, 'done', UNIX_TIMESTAMP()) \
             ON DUPLICATE KEY UPDATE state = 'done', is_undoing = 0, done = 0, mark = NULL, at = UNIX_TIMESTAMP()",
            super::ledger::quoted(&self.database),
            step.id
        );
        self.recorded(&sql).await.map(drop)
    }

    /// Records one thing that the step saved.
    pub(super) async fn record_keep(&mut self, run: RunId, step: u32, keep: &Keep) -> Result<()> {
        let sql = format!(
            "INSERT INTO groundline.snapshot (target, run, step, keep, saved_at, expires_at) SELECT target, {run}, {step}, {}, \
             UNIX_TIMESTAMP(), UNIX_TIMESTAMP() + retention_s FROM groundline.run WHERE {} AND id = {run}",
            self.keep_text(keep)?,
            self.of_target()
        );
        self.recorded(&sql).await.map(drop)
    }

    /// What the step saved is no snapshot any more; what it had restored is one again.
    pub(super) async fn record_undone(&mut self, run: RunId, step: &Step) -> Result<()> {
        let sql = format!(
            "UPDATE groundline.step SET state = 'undone', is_undoing = 0, done = 0, mark = NULL, at = UNIX_TIMESTAMP() \
             WHERE {of_step}; UPDATE groundline.snapshot SET restored_by = {run} WHERE {of_step} AND purged_at IS NULL",
            of_step = self.of_step(run, step.id)
        );
        self.recorded(&sql).await?;
        for keep in &step.restores {
            let sql = format!(
                "UPDATE groundline.snapshot SET restored_by = NULL WHERE {} AND keep = {} AND restored_by = {run} \
                 AND run <> {run} AND purged_at IS NULL",
                self.of_target(),
                self.keep_text(keep)?
            );
            self.recorded(&sql).await?;
        }
        Ok(())
    }

    fn keep_text(&self, keep: &Keep) -> Result<String> {
        serde_json::to_string(keep).map(|text| quoted(&text)).map_err(|cause| self.spoiled(cause.to_string()))
    }

    /// Gives a table that is to hold something new its name alone: an older snapshot of the same name gets another one.
    pub(super) async fn make_room(&mut self, step: &Step) -> Result<()> {
        for keep in &step.keeps {
            if !self.has_table(keep.in_table.as_str()).await? {
                continue;
            }
            let kept = self.kept().await?;
            let is_it = |kept: &&Kept| {
                kept.keep.in_table == keep.in_table || kept.keep.in_table == aside(&keep.in_table, kept.run)
            };
            let Some(older) = kept.iter().find(is_it) else { continue };
            let (from, to) = (keep.in_table.clone(), aside(&keep.in_table, older.run));
            // First the ledger: a rename that is missing is made good by the next attempt.
            let mut moved = older.keep.clone();
            moved.in_table.clone_from(&to);
            let sql = format!(
                "UPDATE groundline.snapshot SET keep = {} WHERE {} AND run = {} AND keep = {}",
                self.keep_text(&moved)?,
                self.of_target(),
                older.run,
                self.keep_text(&older.keep)?
            );
            self.recorded(&sql).await?;
            self.batch(&format!("RENAME TABLE {} TO {}", quoted_name(&from), quoted_name(&to))).await?;
        }
        Ok(())
    }

    /// Whether there is such a table in this database.
    pub(super) async fn has_table(&mut self, name: &str) -> Result<bool> {
        let sql = format!(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
            quoted(name)
        );
        Ok(self.one(&sql).await? != "0")
    }

    pub(crate) async fn purge(&mut self, now: i64) -> Result<Vec<Kept>> {
        let expired = self.read_kept(&format!("expires_at <= LEAST({now}, UNIX_TIMESTAMP())")).await?;
        let mut purged = Vec::new();
        for kept in expired {
            // Only tables of Groundline are ever dropped here.
            if is_own(kept.keep.in_table.as_str()) {
                self.batch("SET SESSION lock_wait_timeout = 5").await?;
                let dropped = match kept.keep.kind {
                    KeepKind::Rows => self.drop_kept_rows(kept.keep.in_table.as_str()).await,
                    _ => self.batch(&format!("DROP TABLE IF EXISTS {}", quoted_name(&kept.keep.in_table))).await,
                };
                self.reset().await?;
                dropped?;
                self.end_job_of(kept.keep.in_table.as_str()).await?;
            }
            let sql = format!(
                "UPDATE groundline.snapshot SET purged_at = UNIX_TIMESTAMP() WHERE {} AND run = {} AND keep = {} \
                 AND restored_by IS NULL AND purged_at IS NULL",
                self.of_target(),
                kept.run,
                self.keep_text(&kept.keep)?
            );
            self.recorded(&sql).await?;
            purged.push(kept);
        }
        Ok(purged)
    }
}

/// The name that an older snapshot gets.
fn aside(name: &Ident, run: i64) -> Ident {
    let base: String = name.as_str().chars().take(50).collect();
    Ident::from(format!("{base}_r{run}"))
}

fn quoted_name(name: &Ident) -> String {
    name.display(Dialect::MySql).to_string()
}
