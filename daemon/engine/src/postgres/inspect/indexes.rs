//! Indexes that no constraint owns, from `pg_index`. Those of online changes are left out.

use schema::object::{Index, Settings};
use schema::{Facts, Kind, ObjectId};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::reading::{Found, Reading, catalog, definition, flag, maybe, oid, text};
use super::settings::{flagged, insert};
use crate::Result;

/// Statistics targets are those of expression columns: `number:target`.
const QUERY: &str = r"
SELECT i.oid, i.relname, i.relnamespace, x.indrelid, pg_get_indexdef(i.oid), x.indisunique, x.indisvalid,
       h.inhparent, s.spcname, x.indisclustered, x.indisreplident,
       CASE WHEN x.indexprs IS NOT NULL THEN
           (SELECT array_agg(a.attnum || '=' || a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = i.oid AND a.attstattarget >= 0) END
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.conrelid = x.indrelid AND c.contype IN ('p', 'u', 'x')
LEFT JOIN pg_inherits h ON i.relispartition AND h.inhrelid = i.oid
LEFT JOIN pg_tablespace s ON s.oid = i.reltablespace
WHERE i.relnamespace = ANY($1) AND c.oid IS NULL AND i.relname NOT LIKE 'groundline\_online\_%'
ORDER BY i.oid";

impl Reading<'_> {
    pub(super) async fn indexes(&mut self) -> Result<()> {
        let mut parents = Vec::new();
        self.each(QUERY, |found, row| take(found, row, &mut parents)).await?;
        for (index, parent) in parents {
            let parent = self.found.id((catalog::CLASS, parent));
            if let Some(Facts::Index(index)) = self.found.facts_mut((catalog::CLASS, index)) {
                index.parent = parent;
            }
        }
        Ok(())
    }
}

fn take(found: &mut Found, row: &PgRow, parents: &mut Vec<(u32, u32)>) -> Result<(), sqlx::Error> {
    let number = oid(row, 0)?;
    let Some(on) = found.own((catalog::CLASS, oid(row, 3)?)) else { return Ok(()) };
    let Some(schema) = found.schema(oid(row, 2)?) else { return Ok(()) };
    let mut settings = Settings::new();
    insert(&mut settings, "tablespace", maybe(row, 8)?);
    flagged(&mut settings, "cluster", flag(row, 9)?);
    flagged(&mut settings, "replica_identity", flag(row, 10)?);
    for target in row.try_get::<Option<Vec<String>>, _>(11)?.unwrap_or_default() {
        let (column, target) = target.split_once('=').unwrap_or((&target, ""));
        settings.insert(format!("statistics {column}").into(), target.into());
    }
    let facts = Facts::Index(Index {
        on: on.clone(),
        definition: definition(row, 4)?.into(),
        unique: flag(row, 5)?,
        valid: flag(row, 6)?,
        parent: None,
        settings,
    });
    let parent = oid(row, 7)?;
    if parent != 0 {
        parents.push((number, parent));
    }
    let id = ObjectId::new(Kind::Index, Some(schema), found.name(text(row, 1)?));
    let at = found.add((catalog::CLASS, number), id, facts);
    found.objects[at as usize].depends_on.push(on);
    Ok(())
}
