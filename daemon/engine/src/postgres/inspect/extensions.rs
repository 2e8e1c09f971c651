//! Extensions, from `pg_extension`. Their comments are their authors' and are not read.

use schema::sql::literal;
use schema::{Dialect, Facts, Ident, Kind, Object, ObjectId};

use super::rare::Rare;
use super::reading::{Reading, catalog, oid, text};
use crate::Result;

/// `plpgsql` is in every database from the start.
const QUERY: &str = r"
SELECT x.oid, x.extname, n.nspname, n.oid, x.extversion
FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.extname <> 'plpgsql'
ORDER BY x.extname";

/// What an extension made stands for the extension in everything that needs it.
const MEMBERS: &str = "SELECT classid, objid, refobjid FROM pg_depend WHERE deptype = 'e' AND refclassid = 3079";

impl Reading<'_> {
    pub(super) async fn extensions(&mut self) -> Result<()> {
        self.each_of(Rare::Extension, QUERY, |found, row| {
            let id = ObjectId::new(Kind::Extension, None, found.name(text(row, 1)?));
            let schema = Ident::from(text(row, 2)?);
            let version = version(&id, text(row, 4)?);
            let at = found.add((catalog::EXTENSION, oid(row, 0)?), id, Facts::Extension { schema });
            if let Some(needed) = found.id((catalog::SCHEMA, oid(row, 3)?)) {
                found.objects[at as usize].depends_on.push(needed);
            }
            found.objects[at as usize].depends_on.push(version.id.clone());
            found.add_access(version.id, version.facts, Vec::new());
            Ok(())
        })
        .await?;
        self.each_of(Rare::Extension, MEMBERS, |found, row| {
            found.alias((oid(row, 0)?, oid(row, 1)?), (catalog::EXTENSION, oid(row, 2)?));
            found.members.insert((oid(row, 0)?, oid(row, 1)?));
            Ok(())
        })
        .await
    }
}

/// The version as an object of its own, because it is compared only where it is said.
fn version(extension: &ObjectId, version: &str) -> Object {
    let id = ObjectId::version_of(extension);
    let (name, version) = (id.name.display(Dialect::Postgres), literal(Dialect::Postgres, version));
    let definition = format!("ALTER EXTENSION {name} UPDATE TO {version}").into();
    Object::new(id, Facts::Defined { definition })
}
