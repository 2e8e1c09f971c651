//! Sequences, from `pg_sequence`. The sequence of an identity column belongs to its column and is no object; its name is
//! not read.

use schema::object::{Sequence, Settings};
use schema::{Facts, Ident, Kind, ObjectId};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, flag, oid, text};
use super::settings::flagged;
use crate::Result;

const QUERY: &str = r"
SELECT c.oid, c.relname, c.relnamespace, c.relpersistence = 'u',
       format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       d.deptype::text, d.refobjid, d.refobjsubid, a.attname
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 1259 AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relnamespace = ANY($1)
ORDER BY c.oid";

impl Reading<'_> {
    pub(super) async fn sequences(&mut self) -> Result<()> {
        self.each_of(Rare::Sequence, QUERY, take).await
    }
}

fn take(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let this = (catalog::CLASS, oid(row, 0)?);
    if found.members.contains(&this) {
        return Ok(());
    }
    let owner = (catalog::CLASS, oid(row, 12)?);
    let options = options(row)?;
    if text(row, 11)? == "i" {
        let column = i16::try_from(row.try_get::<i32, _>(13)?).unwrap_or_default();
        found.identities.insert((owner.1, column), options.into());
        found.alias(this, owner);
        return Ok(());
    }
    let Some(schema) = found.schema(oid(row, 2)?) else { return Ok(()) };
    let owned_by = found.id(owner).zip(row.try_get::<Option<&str>, _>(14)?.map(Ident::from));
    let mut settings = Settings::new();
    flagged(&mut settings, "unlogged", flag(row, 3)?);
    let options = format!("AS {} {options}", text(row, 4)?).into();
    let id = ObjectId::new(Kind::Sequence, Some(schema), found.name(text(row, 1)?));
    found.add_in(this, oid(row, 2)?, id, Facts::Sequence(Sequence { options, owned_by, settings }));
    Ok(())
}

fn options(row: &PgRow) -> Result<String, sqlx::Error> {
    let number = |column: usize| row.try_get::<i64, _>(column);
    let cycle = if flag(row, 10)? { "CYCLE" } else { "NO CYCLE" };
    Ok(format!(
        "START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {} CACHE {} {cycle}",
        number(5)?,
        number(6)?,
        number(7)?,
        number(8)?,
        number(9)?
    ))
}
