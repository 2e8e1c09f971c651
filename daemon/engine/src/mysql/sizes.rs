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
                (id(&name), TableSize { rows: number(1), bytes: number(2), ..TableSize::default() })
            })
            .collect();
        self.correct_empty(&mut sizes).await?;
        self.count_instant_changes(&mut sizes).await?;
        Ok(sizes)
    }

    /// Counted since 8.0.29, and told to who has `PROCESS`; nobody else is told, and the server refuses the change that is one too many.
    async fn count_instant_changes(&mut self, sizes: &mut BTreeMap<ObjectId, TableSize>) -> Result<()> {
        if self.is_mariadb() || self.version < 80_029 {
            return Ok(());
        }
        let counted = "SELECT DATABASE(), NAME, TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES WHERE TOTAL_ROW_VERSIONS > 0";
        let Ok(rows) = self.rows(counted).await else { return Ok(()) };
        for row in &rows {
            let Some((database, table)) = names_of_file(&value(row, 1)) else { continue };
            if database != value(row, 0) {
                continue;
            }
            if let Some(size) = sizes.get_mut(&id(&table)) {
                size.instant_changes = size.instant_changes.max(value(row, 2).parse().unwrap_or_default());
            }
        }
        Ok(())
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

/// Database and table by the name that InnoDB knows a table or a partition of it by; none for letters that are not read here.
fn names_of_file(name: &str) -> Option<(String, String)> {
    let (database, table) = name.split_once('/')?;
    let table = table.split("#p#").next().unwrap_or(table);
    Some((name_of_file(database)?, name_of_file(table)?))
}

/// What is no letter or digit of ASCII, and no `_`, stands as `@` and four hexadecimal digits; some letters as other signs.
fn name_of_file(name: &str) -> Option<String> {
    let mut parts = name.split('@');
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(4)?;
        read.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
        read.push_str(rest);
    }
    Some(read)
}

fn id(name: &str) -> ObjectId {
    ObjectId::new(Kind::Table, None, Ident::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_read() {
        let names = |database: &str, table: &str| Some((database.to_owned(), table.to_owned()));
        assert_eq!(names_of_file("shop/orders"), names("shop", "orders"));
        assert_eq!(names_of_file("my@002dshop/a@0020b#p#p0"), names("my-shop", "a b"));
        assert_eq!(names_of_file("shop/b@1o"), None);
        assert_eq!(names_of_file("orders"), None);
    }
}
