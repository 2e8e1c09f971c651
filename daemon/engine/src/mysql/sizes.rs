//! How big the tables are, by the server's own estimate.

use std::collections::BTreeMap;

use plan::TableSize;
use schema::{Dialect, Ident, Kind, ObjectId};

use super::inspect::reading::is_own;
use super::session::{Session, value};
use crate::Result;

impl Session {
    pub(crate) async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        let sql = "SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";
        let rows = self.rows(sql).await?;
        let mut sizes: BTreeMap<ObjectId, TableSize> = rows
            .iter()
            .map(|row| (value(row, 0), row))
            .filter(|(name, _)| !is_own(name))
            .map(|(name, row)| {
                let number = |column| value(row, column).parse().unwrap_or_default();
                (id(&name), TableSize { rows: number(1), bytes: number(2) })
            })
            .collect();
        self.correct_empty(&mut sizes).await?;
        Ok(sizes)
    }

    /// The estimate lags behind: a table that is said to be empty is asked for a row.
    async fn correct_empty(&mut self, sizes: &mut BTreeMap<ObjectId, TableSize>) -> Result<()> {
        let empty: Vec<ObjectId> = sizes.iter().filter(|(_, size)| size.rows == 0).map(|(id, _)| id.clone()).collect();
        for chunk in empty.chunks(200) {
            let asked: Vec<String> = chunk
                .iter()
                .map(|id| {
                    let name = &id.name;
                    let shown = schema::sql::literal(Dialect::MySql, name.as_str());
                    format!("SELECT {shown}, EXISTS (SELECT 1 FROM {})", name.display(Dialect::MySql))
                })
                .collect();
            for row in self.rows(&asked.join("; ")).await? {
                if let Some(size) = sizes.get_mut(&id(&value(&row, 0))).filter(|_| value(&row, 1) == "1") {
                    size.rows = 1;
                }
            }
        }
        Ok(())
    }
}

fn id(name: &str) -> ObjectId {
    ObjectId::new(Kind::Table, None, Ident::from(name))
}
