//! Objects that are read whole, as the statement that creates them: one shape of query for all of their catalogs.
//!
//! A definition may be more than one statement: one a line, each but the last closed by `;`. What an extension made is left out.

use schema::{Facts, Kind, ObjectId};
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, definition, maybe, oid, text};
use crate::Result;

/// One kind, what it is counted with, and its query, which answers with: catalog, row, schema (0: none), name, arguments, definition.
pub(super) type Query = (Kind, Rare, String);

/// The names of options whose values are secrets: they are neither read nor compared.
const SECRETS: &str = "(passw|pwd|secret|token|passphrase|credential|private_?key|api_?key|access_?key)";

/// The SQL of `OPTIONS (…)` for a column that holds options as `name=value`; empty where there are none.
pub(super) fn options(column: &str) -> String {
    format!(
        "coalesce((SELECT E' OPTIONS (\\n' || string_agg(format('    %I %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), \
         E',\\n' ORDER BY o) || E'\\n)' FROM unnest({column}) o \
         WHERE split_part(o, '=', 1) !~* '{SECRETS}' OR split_part(o, '=', 1) = 'password_required'), '')"
    )
}

impl Reading<'_> {
    /// Reads the objects of each query.
    pub(super) async fn defined(&mut self, queries: impl IntoIterator<Item = Query>) -> Result<()> {
        for (kind, rare, query) in queries {
            self.each_of(rare, &query, |found, row| take(found, row, kind)).await?;
        }
        Ok(())
    }
}

fn take(found: &mut Found, row: &PgRow, kind: Kind) -> Result<(), sqlx::Error> {
    let (this, schema) = ((oid(row, 0)?, oid(row, 1)?), oid(row, 2)?);
    if found.members.contains(&this) {
        return Ok(());
    }
    let name = found.name(text(row, 3)?);
    let within = if schema == 0 { None } else { found.schema(schema) };
    if within.is_none() && schema != 0 {
        return Ok(());
    }
    let id = ObjectId { arguments: maybe(row, 4)?, ..ObjectId::new(kind, within, name) };
    found.add_in(this, schema, id, Facts::Defined { definition: definition(row, 5)?.into() });
    Ok(())
}
