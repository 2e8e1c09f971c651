//! Enums, domains, composite types and ranges, from `pg_type` and what hangs on it. Columns of composites come with the
//! columns of relations.

use schema::object::{Domain, DomainCheck};
use schema::{Facts, Ident, Kind, ObjectId};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, flag, maybe, oid, text};
use crate::Result;

/// Row types of tables are read for their numbers only.
const QUERY: &str = r"
SELECT t.oid, t.typname, t.typnamespace, t.typtype::text, t.typrelid, t.typarray,
       coalesce(c.relkind::text, ''),
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
       CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation
            THEN (SELECT quote_ident(n.nspname) || '.' || quote_ident(o.collname)
                  FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE o.oid = t.typcollation) END,
       CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) END,
       t.typnotnull
FROM pg_type t
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
WHERE t.typnamespace = ANY($1) AND t.typtype IN ('e', 'd', 'r', 'c')
ORDER BY t.oid";

const LABELS: &str = r"
SELECT e.enumtypid, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
WHERE t.typnamespace = ANY($1) ORDER BY e.enumtypid, e.enumsortorder";

const CHECKS: &str = r"
SELECT c.oid, c.contypid, c.conname, pg_get_constraintdef(c.oid), c.convalidated
FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
WHERE t.typnamespace = ANY($1) AND c.contype = 'c' ORDER BY c.contypid, c.conname";

/// In the form of `CREATE TYPE … AS RANGE`; what is the subtype's own is left out.
const RANGES: &str = r"
SELECT t.oid, format('CREATE TYPE %I.%I AS RANGE (%s)', n.nspname, t.typname, concat_ws(', ',
           'subtype = ' || format_type(r.rngsubtype, NULL),
           CASE WHEN NOT o.opcdefault THEN format('subtype_opclass = %I.%I', os.nspname, o.opcname) END,
           CASE WHEN r.rngcollation <> s.typcollation THEN
               (SELECT format('collation = %I.%I', cs.nspname, c.collname)
                FROM pg_collation c JOIN pg_namespace cs ON cs.oid = c.collnamespace WHERE c.oid = r.rngcollation) END,
           CASE WHEN r.rngcanonical <> 0 THEN 'canonical = ' || r.rngcanonical::regproc::text END,
           CASE WHEN r.rngsubdiff <> 0 THEN 'subtype_diff = ' || r.rngsubdiff::regproc::text END,
           format('multirange_type_name = %I.%I', n.nspname, m.typname))),
       r.rngmultitypid, m.typarray
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type s ON s.oid = r.rngsubtype
JOIN pg_type m ON m.oid = r.rngmultitypid
JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_namespace os ON os.oid = o.opcnamespace
WHERE t.typnamespace = ANY($1)";

impl Reading<'_> {
    pub(super) async fn types(&mut self) -> Result<()> {
        self.each(QUERY, take_type).await?;
        self.each_of(Rare::Enum, LABELS, |found, row| {
            let label = text(row, 1)?.into();
            if let Some(Facts::Enum { labels }) = found.facts_mut((catalog::TYPE, oid(row, 0)?)) {
                labels.push(label);
            }
            Ok(())
        })
        .await?;
        self.each_of(Rare::DomainCheck, CHECKS, take_check).await?;
        self.each_of(Rare::Range, RANGES, |found, row| {
            let range = (catalog::TYPE, oid(row, 0)?);
            let text = text(row, 1)?.into();
            if let Some(Facts::Defined { definition }) = found.facts_mut(range) {
                *definition = text;
            }
            found.alias((catalog::TYPE, oid(row, 2)?), range);
            found.alias((catalog::TYPE, oid(row, 3)?), range);
            Ok(())
        })
        .await
    }
}

fn take_type(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (number, relation) = (oid(row, 0)?, oid(row, 4)?);
    let this = (catalog::TYPE, number);
    if found.members.contains(&this) {
        found.alias((catalog::TYPE, oid(row, 5)?), this);
        return Ok(());
    }
    let (kind, facts) = match (text(row, 3)?, text(row, 6)?) {
        ("e", _) => (Kind::Enum, Facts::Enum { labels: Vec::new() }),
        ("d", _) => (Kind::Domain, domain(row)?),
        ("r", _) => (Kind::Range, Facts::Defined { definition: "".into() }),
        ("c", "c") => (Kind::Composite, Facts::Composite { attributes: Vec::new() }),
        _ => {
            // The row type of a table stands for the table, which is not read yet.
            found.row_types.push((number, relation));
            found.row_types.push((oid(row, 5)?, relation));
            return Ok(());
        }
    };
    let Some(schema) = found.schema(oid(row, 2)?) else { return Ok(()) };
    let name = found.name(text(row, 1)?);
    found.add_in(this, oid(row, 2)?, ObjectId::new(kind, Some(schema), name), facts);
    found.alias((catalog::TYPE, oid(row, 5)?), this);
    if relation != 0 {
        found.alias((catalog::CLASS, relation), this);
    }
    Ok(())
}

fn domain(row: &PgRow) -> Result<Facts, sqlx::Error> {
    Ok(Facts::Domain(Domain {
        base: text(row, 7)?.into(),
        collation: maybe(row, 8)?,
        default: maybe(row, 9)?,
        not_null: flag(row, 10)?,
        checks: Vec::new(),
    }))
}

fn take_check(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let (this, domain) = ((catalog::CONSTRAINT, oid(row, 0)?), (catalog::TYPE, oid(row, 1)?));
    let validated = row.try_get::<bool, _>(4)?;
    let definition = super::constraints::without_not_valid(text(row, 3)?, validated).into();
    let comment = found.comments.remove(&(this, 0));
    let check = DomainCheck { name: Ident::from(text(row, 2)?), definition, validated, comment };
    if let Some(Facts::Domain(domain)) = found.facts_mut(domain) {
        domain.checks.push(check);
    }
    found.alias(this, domain);
    Ok(())
}
