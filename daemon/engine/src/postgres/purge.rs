//! Dropping snapshots that expired.

use plan::{KeepKind, Kept};
use schema::{Dialect, Ident};

use super::ledger::quoted;
use super::session::Session;
use crate::Result;

impl Session {
    pub(crate) async fn purge(&mut self, now: i64) -> Result<Vec<Kept>> {
        let expired =
            self.read_kept(&format!("expires_at <= least(to_timestamp({now}), clock_timestamp())"), "").await?;
        let mut purged = Vec::new();
        for kept in expired {
            self.batch("BEGIN; SET LOCAL lock_timeout = '5s'").await?;
            let dropped = self.purge_one(&kept).await;
            self.end_transaction(dropped).await?;
            purged.push(kept);
        }
        Ok(purged)
    }

    /// Only schemas and columns of Groundline are ever dropped here.
    async fn purge_one(&mut self, kept: &Kept) -> Result<()> {
        let name = |name: &Ident| name.display(Dialect::Postgres).to_string();
        let schema = kept.keep.in_schema.as_ref().filter(|schema| schema.as_str().starts_with("groundline_"));
        if let Some(schema) = schema {
            self.batch(&format!("DROP SCHEMA IF EXISTS {} CASCADE", name(schema))).await?;
        }
        if kept.keep.kind == KeepKind::Fed {
            self.drop_fed(&kept.keep.in_table).await?;
        }
        let text = serde_json::to_string(&kept.keep).map_err(|cause| self.spoiled(cause.to_string()))?;
        let sql = format!(
            "UPDATE groundline.snapshot SET purged_at = clock_timestamp() \
             WHERE run = {} AND keep = {} AND restored_by IS NULL AND purged_at IS NULL",
            kept.run,
            quoted(&text)
        );
        self.recorded(&sql).await.map(drop)
    }

    /// Drops a column that an online change left in its table, wherever that table is now.
    async fn drop_fed(&mut self, column: &Ident) -> Result<()> {
        let sql = format!(
            "SELECT format('ALTER TABLE %s DROP COLUMN %I', attrelid::regclass, attname) FROM pg_attribute a \
             JOIN pg_class c ON c.oid = attrelid AND c.relkind = 'r' WHERE attname = {} AND attname LIKE 'groundline\\_online\\_old\\_%' AND NOT attisdropped",
            quoted(column.as_str())
        );
        for row in self.rows(&sql).await? {
            let statement = self.value(&row, 0)?;
            self.batch(&statement).await?;
        }
        Ok(())
    }
}
