//! Base types, from `pg_type`. Each is two objects: what its functions see of it, which is its name alone (a shell), and the whole, which
//! needs these functions. So nothing needs each other in a circle.

use schema::{Facts, Kind, ObjectId};
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, definition, flag, oid, text};
use crate::Result;

/// Everything is said that is not the same for every type.
const QUERY: &str = r"
SELECT t.oid, t.typname, t.typnamespace, t.typisdefined, t.typarray, format('CREATE TYPE %I.%I', n.nspname, t.typname),
       CASE WHEN t.typisdefined THEN format(E'CREATE TYPE %I.%I (\n    %s\n)', n.nspname, t.typname, concat_ws(E',\n    ',
           'INPUT = ' || t.typinput::regproc::text,
           'OUTPUT = ' || t.typoutput::regproc::text,
           CASE WHEN t.typreceive <> 0 THEN 'RECEIVE = ' || t.typreceive::regproc::text END,
           CASE WHEN t.typsend <> 0 THEN 'SEND = ' || t.typsend::regproc::text END,
           CASE WHEN t.typmodin <> 0 THEN 'TYPMOD_IN = ' || t.typmodin::regproc::text END,
           CASE WHEN t.typmodout <> 0 THEN 'TYPMOD_OUT = ' || t.typmodout::regproc::text END,
           CASE WHEN t.typanalyze <> 0 THEN 'ANALYZE = ' || t.typanalyze::regproc::text END,
           CASE WHEN t.typsubscript <> 0 THEN 'SUBSCRIPT = ' || t.typsubscript::regproc::text END,
           'INTERNALLENGTH = ' || CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END,
           CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
           'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' ELSE 'int4' END,
           'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END,
           CASE WHEN t.typcategory <> 'U' THEN 'CATEGORY = ' || quote_literal(t.typcategory::text) END,
           CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
           'DEFAULT = ' || quote_literal(t.typdefault),
           CASE WHEN t.typelem <> 0 THEN 'ELEMENT = ' || format_type(t.typelem, NULL) END,
           CASE WHEN t.typdelim <> ',' THEN 'DELIMITER = ' || quote_literal(t.typdelim::text) END,
           CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END)) END
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typnamespace = ANY($1) AND (t.typtype = 'p' OR t.typtype = 'b' AND t.typsubscript <> 'array_subscript_handler'::regproc)
ORDER BY t.oid";

/// The catalog number of the shells of types that are complete; no catalog has it.
const SHELL: u32 = u32::MAX - 1;

impl Reading<'_> {
    pub(super) async fn base_types(&mut self) -> Result<()> {
        self.each_of(Rare::BaseType, QUERY, take).await
    }
}

fn take(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (this, schema) = ((catalog::TYPE, oid(row, 0)?), oid(row, 2)?);
    if found.members.contains(&this) {
        found.alias((catalog::TYPE, oid(row, 4)?), this);
        return Ok(());
    }
    let Some(within) = found.schema(schema) else { return Ok(()) };
    let shell = ObjectId::new(Kind::ShellType, Some(within), found.name(text(row, 1)?));
    let is_complete = flag(row, 3)?;
    let facts = Facts::Defined { definition: definition(row, 5)?.into() };
    found.add_in(if is_complete { (SHELL, this.1) } else { this }, schema, shell.clone(), facts);
    if is_complete {
        let id = ObjectId { kind: Kind::BaseType, ..shell.clone() };
        let at = found.add_in(this, schema, id, Facts::Defined { definition: definition(row, 6)?.into() });
        found.objects[at as usize].depends_on.push(shell);
        found.alias((catalog::TYPE, oid(row, 4)?), this);
    }
    Ok(())
}
