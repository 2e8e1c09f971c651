//! Saving what a step has changed, before it commits.

use plan::{Keep, KeepKind, Step};
use schema::Ident;

use super::super::session::Session;
use super::digest::{Digest, Digests, PART, show};
use super::shape::{DIGEST, Shape};
use super::{FORMS, Side, ident, kept, list_name, literal};
use crate::Result;
use crate::ledger::RunId;
use crate::rows::SavedTable;

impl Session {
    /// Compares both views of the tables that the step reaches, keeps what differs, and writes it into the ledger. The rows are
    /// locked as they are read, so that nobody else changes one of the views meanwhile.
    pub(in crate::mysql) async fn save_rows(&mut self, reached: &[Shape], run: RunId, step: &Step) -> Result<()> {
        let mut beside = self.beside().await?;
        beside.batch("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
        // Times are copied as instants, not by the clock on the wall.
        beside.batch(FORMS).await?;
        self.batch(FORMS).await?;
        let list = list_name(run, step.id);
        beside.drop_kept_rows(&list).await?;
        beside.batch(&format!("CREATE TABLE {} (saved LONGTEXT NOT NULL) ENGINE = InnoDB", ident(&list))).await?;
        let mut saved = Vec::new();
        for (number, shape) in reached.iter().enumerate() {
            let mut changed = Digests::new();
            let rows = format!("SELECT {} FROM {} t", shape.digest("t"), shape.table());
            self.count_digests(&format!("{rows} LOCK IN SHARE MODE"), 1, &mut changed, &shape.name).await?;
            beside.count_digests(&rows, -1, &mut changed, &shape.name).await?;
            if changed.is_empty() {
                continue;
            }
            let mut digests: Vec<Digest> = changed.into_keys().collect();
            digests.sort_unstable();
            for side in [Side::Before, Side::After] {
                let table = kept(&list, number, side);
                let make = format!(
                    "CREATE TABLE {table} ({DIGEST} BINARY(32) NOT NULL DEFAULT '', KEY ({DIGEST}){}) ENGINE = InnoDB \
                     AS SELECT {} FROM {} LIMIT 0",
                    shape.key_index(),
                    shape.column_list(),
                    shape.table()
                );
                beside.batch(&make).await?;
                let session = if side == Side::Before { &mut beside } else { &mut *self };
                session.keep_rows(&table, shape, &digests).await?;
            }
            let columns = shape.columns().map(Ident::from).collect();
            let key = shape.key.iter().map(|column| Ident::from(column.as_str())).collect();
            saved.push(SavedTable { table: shape.id(), number, columns, key });
        }
        beside.close().await?;
        for table in &saved {
            let text = serde_json::to_string(table).map_err(|cause| self.spoiled(cause.to_string()))?;
            self.batch(&format!("INSERT INTO {} VALUES ({})", ident(&list), literal(&text))).await?;
        }
        let keep = Keep {
            kind: KeepKind::Rows,
            table: step.object.clone(),
            column: None,
            in_schema: None,
            in_table: Ident::from(list),
            key: Vec::new(),
            definition: SavedTable::digest(&saved),
        };
        self.record_keep(run, step.id, &keep).await
    }

    async fn keep_rows(&mut self, into: &str, shape: &Shape, digests: &[Digest]) -> Result<()> {
        let (list, digest) = (shape.column_list(), shape.digest("t"));
        for part in digests.chunks(PART) {
            let part: Vec<String> = part.iter().map(show).collect();
            let sql = format!(
                "INSERT INTO {into} ({DIGEST}, {list}) SELECT {digest}, {list} FROM {} t WHERE {digest} IN ({})",
                shape.table(),
                part.join(",")
            );
            self.batch(&sql).await?;
        }
        Ok(())
    }

    /// Drops what is kept under a list, and the list.
    pub(in crate::mysql) async fn drop_kept_rows(&mut self, list: &str) -> Result<()> {
        let sql = format!(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND (TABLE_NAME = {} \
             OR TABLE_NAME REGEXP {})",
            literal(list),
            literal(&format!("^{list}_[0-9]+_(before|after)$"))
        );
        for name in self.first_column(&sql).await?.into_iter().flatten() {
            self.batch(&format!("DROP TABLE IF EXISTS {}", ident(&name))).await?;
        }
        Ok(())
    }
}
