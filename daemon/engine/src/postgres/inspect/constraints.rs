//! Constraints of tables, from `pg_constraint`. Those of domains come with types, not-null ones with columns.

use schema::object::{Constraint, ConstraintKind, Settings};
use schema::{Facts, Kind, ObjectId};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::reading::{Found, Reading, catalog, definition, flag, maybe, oid, text};
use super::settings::{add_options, flagged, insert};
use crate::Result;

/// `$ENFORCED` is false for checks that are not enforced, which PostgreSQL has from 18 on: nothing is to be validated there.
const QUERY: &str = r"
SELECT c.oid, c.conrelid, c.conname, c.contype::text, pg_get_constraintdef(c.oid),
       c.convalidated OR NOT $ENFORCED, c.conkey, c.confrelid, c.conindid,
       (c.coninhcount > 0 AND NOT c.conislocal) OR c.conparentid <> 0,
       i.reloptions, s.spcname, x.indisclustered, x.indisreplident
FROM pg_constraint c
LEFT JOIN pg_class i ON c.contype IN ('p', 'u', 'x') AND i.oid = c.conindid
LEFT JOIN pg_index x ON x.indexrelid = i.oid
LEFT JOIN pg_tablespace s ON s.oid = i.reltablespace
WHERE c.connamespace = ANY($1) AND c.conrelid <> 0 AND c.contype IN ('p', 'u', 'f', 'c', 'x')
  AND c.conname NOT LIKE 'groundline\_online\_%'
ORDER BY c.oid";

impl Reading<'_> {
    pub(super) async fn constraints(&mut self) -> Result<()> {
        let enforced = if self.found.version >= 180_000 { "c.conenforced" } else { "true" };
        self.each(&QUERY.replace("$ENFORCED", enforced), take).await
    }
}

fn take(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (number, relation) = (oid(row, 0)?, oid(row, 1)?);
    let Some(table) = found.own((catalog::CLASS, relation)) else { return Ok(()) };
    let this = (catalog::CONSTRAINT, number);
    let kind = match text(row, 3)? {
        "p" => ConstraintKind::Primary,
        "u" => ConstraintKind::Unique,
        "f" => ConstraintKind::Foreign,
        "c" => ConstraintKind::Check,
        _ => ConstraintKind::Exclusion,
    };
    let validated = flag(row, 5)?;
    let keys = row.try_get::<Option<Vec<i16>>, _>(6)?.unwrap_or_default();
    let columns = if keys.contains(&0) { Vec::new() } else { found.column_names(relation, &keys) };
    let facts = Facts::Constraint(Constraint {
        kind,
        definition: without_not_valid(definition(row, 4)?, validated).into(),
        validated,
        columns,
        references: if kind == ConstraintKind::Foreign { found.id((catalog::CLASS, oid(row, 7)?)) } else { None },
        inherited: flag(row, 9)?,
        settings: settings(row)?,
    });
    let name = found.name(text(row, 2)?);
    let id = ObjectId::part(Kind::Constraint, table.schema.clone(), table.name.clone(), name);
    let at = found.add(this, id, facts);
    found.objects[at as usize].depends_on.push(table);
    if kind != ConstraintKind::Foreign {
        found.alias((catalog::CLASS, oid(row, 8)?), this);
    }
    Ok(())
}

/// The settings of the index beneath.
fn settings(row: &PgRow) -> Result<Settings, sqlx::Error> {
    let mut settings = Settings::new();
    add_options(&mut settings, "", row.try_get::<Option<Vec<String>>, _>(10)?);
    insert(&mut settings, "tablespace", maybe(row, 11)?);
    flagged(&mut settings, "cluster", flag(row, 12)?);
    flagged(&mut settings, "replica_identity", flag(row, 13)?);
    Ok(settings)
}

/// A definition without the words that say that old rows were not looked at.
pub(super) fn without_not_valid(definition: &str, is_validated: bool) -> &str {
    if is_validated { definition } else { definition.strip_suffix(" NOT VALID").unwrap_or(definition) }
}
