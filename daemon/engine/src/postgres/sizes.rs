//! How big tables are, by the server's own estimates.

use std::collections::{BTreeMap, HashMap};

use plan::TableSize;
use schema::{Ident, Kind, ObjectId};
use sqlx::postgres::PgRow;

use super::session::Session;
use crate::Result;

/// A table without pages has no rows; one that was never analysed has at most as many as fit into its pages.
const QUERY: &str = "SELECT c.oid, n.nspname, c.relname, i.inhparent, c.relkind, \
    CASE WHEN s.bytes = 0 THEN 0 WHEN c.reltuples < 0 AND pg_stat_get_live_tuples(c.oid) = 0 THEN s.bytes / 28 \
    ELSE greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 1) END, s.bytes \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_inherits i ON c.relispartition AND i.inhrelid = c.oid, \
    LATERAL (SELECT CASE WHEN c.relkind = 'p' THEN 0 ELSE coalesce(pg_relation_size(c.oid), 0) END AS bytes) s \
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^(pg_|information_schema$|groundline$|groundline_)'";

struct Found {
    id: ObjectId,
    parent: i64,
    size: TableSize,
}

impl Session {
    pub(crate) async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        let mut tables: HashMap<i64, Found> = HashMap::new();
        for row in self.rows(QUERY).await? {
            let (number, found) = self.read_size(&row)?;
            tables.insert(number, found);
        }
        // A partitioned table is as big as its partitions together.
        let leaves: Vec<_> = tables.values().map(|found| (found.parent, found.size)).collect();
        for (mut parent, size) in leaves {
            while let Some(above) = tables.get_mut(&parent) {
                above.size.rows += size.rows;
                above.size.bytes += size.bytes;
                parent = above.parent;
            }
        }
        Ok(tables.into_values().map(|found| (found.id, found.size)).collect())
    }

    fn read_size(&self, row: &PgRow) -> Result<(i64, Found)> {
        let parent = match self.optional(row, 3)? {
            Some(_) => self.number(row, 3)?,
            None => 0,
        };
        let kind = if self.value(row, 4)? == "m" { Kind::MaterializedView } else { Kind::Table };
        let id = ObjectId::new(kind, Some(Ident::from(self.value(row, 1)?)), Ident::from(self.value(row, 2)?));
        let positive = |number: i64| u64::try_from(number).unwrap_or_default();
        let size = TableSize {
            rows: positive(self.number(row, 5)?),
            bytes: positive(self.number(row, 6)?),
            ..TableSize::default()
        };
        Ok((self.number(row, 0)?, Found { id, parent, size }))
    }
}
