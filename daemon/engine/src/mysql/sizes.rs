//! How big the tables are, by the server's own estimate.

use std::collections::BTreeMap;

use plan::TableSize;
use schema::{Ident, Kind, ObjectId};

use super::inspect::reading::OWN;
use super::session::{Session, value};
use crate::Result;

impl Session {
    pub(crate) async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        // MySQL 8 keeps its estimates for a day otherwise; other servers do not know the setting.
        let _ = self.try_batch("SET SESSION information_schema_stats_expiry = 0").await;
        let sql = "SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";
        let rows = self.rows(sql).await?;
        let sized = rows.iter().map(|row| {
            let number = |column| value(row, column).parse().unwrap_or_default();
            (value(row, 0), TableSize { rows: number(1), bytes: number(2) })
        });
        let of_users = sized.filter(|(name, _)| !name.starts_with(OWN));
        Ok(of_users.map(|(name, size)| (ObjectId::new(Kind::Table, None, Ident::from(name)), size)).collect())
    }
}
