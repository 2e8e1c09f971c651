//! Tables, views and materialized views, from `pg_class`, and what tables inherit, from `pg_inherits`.

use schema::object::{PartitionOf, Settings, Table, View};
use schema::{Facts, Kind, ObjectId};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, definition, flag, maybe, oid, text};
use super::settings::{add_options, flagged, insert};
use crate::Result;

const QUERY: &str = r"
SELECT c.oid, c.relname, c.relnamespace, c.relkind::text, c.relpersistence = 'u',
       c.reloptions, t.reloptions,
       CASE WHEN c.relkind = 'm' OR c.relkind = 'r' THEN nullif(m.amname, 'heap') ELSE m.amname END,
       s.spcname, c.relreplident::text, c.relrowsecurity, c.relforcerowsecurity,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END
FROM pg_class c
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
WHERE c.relnamespace = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm')
ORDER BY c.oid";

const PARENTS: &str = r"
SELECT i.inhrelid, i.inhparent FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE c.relnamespace = ANY($1) AND c.relkind IN ('r', 'p')
ORDER BY i.inhrelid, i.inhseqno";

impl Reading<'_> {
    pub(super) async fn relations(&mut self) -> Result<()> {
        self.each(QUERY, take_relation).await?;
        for (row_type, relation) in std::mem::take(&mut self.found.row_types) {
            self.found.alias((catalog::TYPE, row_type), (catalog::CLASS, relation));
        }
        self.each_of(Rare::Parent, PARENTS, take_parent).await
    }
}

fn take_relation(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let number = oid(row, 0)?;
    if found.members.contains(&(catalog::CLASS, number)) {
        return Ok(());
    }
    let settings = settings(row)?;
    let (kind, facts) = match text(row, 3)? {
        "v" => (Kind::View, Facts::View(view(row, settings)?)),
        "m" => (Kind::MaterializedView, Facts::MaterializedView(view(row, settings)?)),
        _ => (Kind::Table, Facts::Table(table(row, settings)?)),
    };
    let Some(schema) = found.schema(oid(row, 2)?) else { return Ok(()) };
    let id = ObjectId::new(kind, Some(schema), found.name(text(row, 1)?));
    found.add_in((catalog::CLASS, number), oid(row, 2)?, id, facts);
    Ok(())
}

fn table(row: &PgRow, settings: Settings) -> Result<Table, sqlx::Error> {
    // The parent is named later: it may be read after its partition.
    Ok(Table { partition_by: maybe(row, 12)?, settings, ..Table::default() })
}

fn view(row: &PgRow, settings: Settings) -> Result<View, sqlx::Error> {
    let query = definition(row, 14)?.trim().trim_end_matches(';');
    Ok(View { query: query.into(), columns: Vec::new(), settings })
}

fn settings(row: &PgRow) -> Result<Settings, sqlx::Error> {
    let mut settings = Settings::new();
    add_options(&mut settings, "", row.try_get::<Option<Vec<String>>, _>(5)?);
    add_options(&mut settings, "toast.", row.try_get::<Option<Vec<String>>, _>(6)?);
    flagged(&mut settings, "unlogged", flag(row, 4)?);
    insert(&mut settings, "access_method", maybe(row, 7)?);
    insert(&mut settings, "of type", maybe(row, 15)?);
    insert(&mut settings, "tablespace", maybe(row, 8)?);
    match text(row, 9)? {
        "f" => insert(&mut settings, "replica_identity", Some("FULL".into())),
        "n" if text(row, 3)? != "v" => insert(&mut settings, "replica_identity", Some("NOTHING".into())),
        _ => {}
    }
    flagged(&mut settings, "row_security", flag(row, 10)?);
    flagged(&mut settings, "force_row_security", flag(row, 11)?);
    if let Some(bound) = maybe(row, 13)? {
        settings.insert(BOUND.into(), bound);
    }
    Ok(settings)
}

/// Where the bound of a partition waits until its parent is known.
const BOUND: &str = "partition bound";

fn take_parent(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let Some(parent) = found.id((catalog::CLASS, oid(row, 1)?)) else { return Ok(()) };
    if let Some(Facts::Table(table)) = found.facts_mut((catalog::CLASS, oid(row, 0)?)) {
        match table.settings.remove(BOUND) {
            Some(bound) => table.partition_of = Some(PartitionOf { parent, bound }),
            None => table.inherits.push(parent),
        }
    }
    Ok(())
}
