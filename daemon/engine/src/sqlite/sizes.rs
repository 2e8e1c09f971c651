//! How big tables are: counted, but never beyond a bound, so that the cost does not follow the rows.

use std::collections::BTreeMap;

use plan::TableSize;
use schema::{Dialect, Ident, Kind, ObjectId};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::{fault, own};
use crate::Result;

/// A table with more rows counts as this big.
const BOUND: u32 = 100_000;

/// How many tables one query counts: SQLite takes 500 parts in a compound query.
const PART: usize = 400;

/// The tables and their rows.
pub(super) async fn sizes(connection: &mut SqliteConnection) -> Result<BTreeMap<ObjectId, TableSize>> {
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let names: Vec<String> = sqlx::query_scalar(query)
        .persistent(false)
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| fault::of_statement(error, query))?;
    let names: Vec<String> = names.into_iter().filter(|name| !own::is_own(name)).collect();
    let mut sizes = BTreeMap::new();
    for part in names.chunks(PART) {
        let counts: Vec<String> = part.iter().enumerate().map(|(index, name)| count(index, name)).collect();
        let query = counts.join(" UNION ALL ");
        let rows = sqlx::query(AssertSqlSafe(query.as_str()))
            .persistent(false)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| fault::of_statement(error, &query))?;
        for row in rows {
            let index = usize::try_from(row.get::<i64, _>(0)).unwrap_or_default();
            let rows = u64::try_from(row.get::<i64, _>(1)).unwrap_or_default();
            if let Some(name) = part.get(index) {
                let id = ObjectId::new(Kind::Table, None, Ident::from(name.as_str()));
                sizes.insert(id, TableSize { rows, ..TableSize::default() });
            }
        }
    }
    Ok(sizes)
}

fn count(index: usize, name: &str) -> String {
    let name = Ident::from(name);
    format!("SELECT {index}, (SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {BOUND}))", name.display(Dialect::Sqlite))
}
