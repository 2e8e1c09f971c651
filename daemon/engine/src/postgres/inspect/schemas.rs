//! Schemas, from `pg_namespace`.

use schema::{Facts, Kind, ObjectId};
use sqlx::postgres::types::Oid;

use super::reading::{Reading, catalog, flag, maybe, oid, text};
use crate::Result;

/// The system's and Groundline's own are left out; an extension's is known but is no object. The comment that every new
/// database has on `public` is none: nobody wrote it.
const QUERY: &str = r"
SELECT n.oid, n.nspname, nullif(obj_description(n.oid, 'pg_namespace'),
           CASE WHEN n.nspname = 'public' THEN 'standard public schema' END),
       EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')
FROM pg_namespace n
WHERE n.nspname !~ '^(pg_|information_schema$|groundline$|groundline_)'
ORDER BY n.nspname";

impl Reading<'_> {
    pub(super) async fn schemas(&mut self) -> Result<()> {
        self.each(QUERY, |found, row| {
            let (number, name) = (oid(row, 0)?, found.name(text(row, 1)?));
            let id = ObjectId::new(Kind::Schema, None, name.clone());
            found.schemas.insert(number, name);
            found.schema_oids.push(Oid(number));
            if flag(row, 3)? {
                return Ok(());
            }
            let comment = maybe(row, 2)?;
            let at = found.add((catalog::SCHEMA, number), id, Facts::Schema);
            found.objects[at as usize].comment = comment;
            Ok(())
        })
        .await
    }
}
