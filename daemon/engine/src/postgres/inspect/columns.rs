//! Columns of tables and views and attributes of composite types, from `pg_attribute`. Those of online changes are left out.

use schema::object::{Column, Generated, Identity, Settings, ViewColumn};
use schema::{Facts, Ident};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::reading::{Found, Reading, catalog, flag, maybe, oid, text};
use super::settings::{add_options, flagged, insert};
use crate::Result;

const QUERY: &str = r"
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(n.nspname) || '.' || quote_ident(o.collname) END,
       a.attnotnull, pg_get_expr(d.adbin, d.adrelid), nullif(a.attgenerated::text, ''), nullif(a.attidentity::text, ''),
       CASE WHEN a.attstorage <> t.typstorage AND c.relkind IN ('r', 'p', 'm') THEN
           CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
       nullif(a.attstattarget, -1)::text, a.attoptions, a.attinhcount > 0 AND NOT a.attislocal
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace n ON n.oid = o.collnamespace
WHERE c.relnamespace = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attname NOT LIKE 'groundline\_online\_%'
ORDER BY a.attrelid, a.attnum";

/// From PostgreSQL 18 a not-null constraint is a constraint of its own. It is read as the column's, with what differs.
const NOT_NULLS: &str = r"
SELECT c.oid, c.conrelid, c.conkey[1], c.convalidated, c.connoinherit
FROM pg_constraint c WHERE c.connamespace = ANY($1) AND c.contype = 'n' AND c.conrelid <> 0";

impl Reading<'_> {
    pub(super) async fn columns(&mut self) -> Result<()> {
        self.each(QUERY, take).await?;
        for object in &mut self.found.objects {
            match &mut object.facts {
                Facts::Table(table) => table.columns.shrink_to_fit(),
                Facts::View(view) | Facts::MaterializedView(view) => view.columns.shrink_to_fit(),
                _ => {}
            }
        }
        if self.found.version >= 180_000 {
            self.each(NOT_NULLS, take_not_null).await?;
        }
        Ok(())
    }
}

fn take(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (relation, number) = (oid(row, 0)?, row.try_get::<i16, _>(1)?);
    let this = (catalog::CLASS, relation);
    let is_view = match found.object(this).map(|object| &object.facts) {
        Some(Facts::View(_) | Facts::MaterializedView(_)) => true,
        Some(Facts::Table(_) | Facts::Composite { .. }) => false,
        _ => return Ok(()),
    };
    let name = found.name(text(row, 2)?);
    found.columns.entry(relation).or_default().push((number, name.clone()));
    let comment = found.comments.remove(&(this, i32::from(number)));
    if is_view {
        let column = view_column(row, name, comment)?;
        if let Some(Facts::View(view) | Facts::MaterializedView(view)) = found.facts_mut(this) {
            view.columns.push(column);
        }
        return Ok(());
    }
    let options = found.identities.remove(&(relation, number));
    let column = column(row, name, options, comment)?;
    match found.facts_mut(this) {
        Some(Facts::Table(table)) => table.columns.push(column),
        Some(Facts::Composite { attributes }) => attributes.push(column),
        _ => {}
    }
    Ok(())
}

fn column(
    row: &PgRow,
    name: Ident,
    identity: Option<Box<str>>,
    comment: Option<Box<str>>,
) -> Result<Column, sqlx::Error> {
    let (mut default, mut generated) = (maybe(row, 6)?, None);
    if let Some(how) = row.try_get::<Option<&str>, _>(7)? {
        let stored = how == "s";
        generated = default.take().map(|expression| Generated { expression, stored });
    }
    let always = row.try_get::<Option<&str>, _>(8)?.map(|how| how == "a");
    let identity = always.map(|always| Identity { always, options: identity.unwrap_or_default() });
    Ok(Column {
        name,
        data_type: text(row, 3)?.into(),
        collation: maybe(row, 4)?,
        not_null: flag(row, 5)?,
        default,
        generated,
        identity,
        clauses: Vec::new(),
        settings: settings(row)?,
        comment,
    })
}

fn settings(row: &PgRow) -> Result<Settings, sqlx::Error> {
    let mut settings = Settings::new();
    insert(&mut settings, "storage", maybe(row, 9)?);
    insert(&mut settings, "compression", maybe(row, 10)?);
    insert(&mut settings, "statistics", maybe(row, 11)?);
    add_options(&mut settings, "", row.try_get::<Option<Vec<String>>, _>(12)?);
    flagged(&mut settings, "inherited", flag(row, 13)?);
    Ok(settings)
}

fn view_column(row: &PgRow, name: Ident, comment: Option<Box<str>>) -> Result<ViewColumn, sqlx::Error> {
    let data_type = match maybe(row, 4)? {
        Some(collation) => format!("{} COLLATE {collation}", text(row, 3)?).into(),
        None => text(row, 3)?.into(),
    };
    Ok(ViewColumn { name, data_type, default: maybe(row, 6)?, comment })
}

fn take_not_null(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (constraint, relation) = ((catalog::CONSTRAINT, oid(row, 0)?), oid(row, 1)?);
    found.alias(constraint, (catalog::CLASS, relation));
    let names = found.column_names(relation, &[row.try_get::<i16, _>(2)?]);
    let (validated, no_inherit) = (flag(row, 3)?, flag(row, 4)?);
    let Some(Facts::Table(table)) = found.facts_mut((catalog::CLASS, relation)) else { return Ok(()) };
    if let Some(column) = table.columns.iter_mut().find(|column| names.contains(&column.name)) {
        flagged(&mut column.settings, "not_null_not_valid", !validated);
        flagged(&mut column.settings, "not_null_no_inherit", no_inherit);
    }
    Ok(())
}
