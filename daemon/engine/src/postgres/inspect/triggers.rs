//! Triggers and rewrite rules, from `pg_trigger` and `pg_rewrite`.
//!
//! One that is not enabled in the usual way has a second statement in its definition, after `;` and a line feed.

use schema::{Dialect, Facts, Kind, ObjectId};
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, definition, flag, oid, text};
use crate::Result;

/// What a partition has of its parent's triggers comes and goes with those; those of online changes are left out.
const TRIGGERS: &str = r"
SELECT t.oid, t.tgrelid, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text, false
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = ANY($1) AND NOT t.tgisinternal AND t.tgparentid = 0
  AND t.tgname NOT LIKE 'zzz\_groundline\_online\_%'
ORDER BY t.oid";

/// The rule of a view is the view.
const RULES: &str = r"
SELECT r.oid, r.ev_class, r.rulename, CASE WHEN r.rulename <> '_RETURN' THEN pg_get_ruledef(r.oid) END,
       r.ev_enabled::text, r.rulename = '_RETURN'
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = ANY($1)
ORDER BY r.oid";

impl Reading<'_> {
    pub(super) async fn triggers(&mut self) -> Result<()> {
        self.each_of(Rare::Trigger, TRIGGERS, |found, row| take(found, row, catalog::TRIGGER, Kind::Trigger)).await?;
        self.each_of(Rare::Rule, RULES, |found, row| take(found, row, catalog::REWRITE, Kind::Rule)).await
    }
}

fn take(found: &mut Found, row: &PgRow, catalog_of: u32, kind: Kind) -> Result<(), sqlx::Error> {
    let this = (catalog_of, oid(row, 0)?);
    let relation = (catalog::CLASS, oid(row, 1)?);
    let Some(owner) = found.own(relation) else { return Ok(()) };
    if flag(row, 5)? {
        found.alias(this, relation);
        return Ok(());
    }
    let name = found.name(text(row, 2)?);
    let id = ObjectId::part(kind, owner.schema.clone(), owner.name.clone(), name);
    let mut text_of = definition(row, 3)?.trim_end().trim_end_matches(';').to_owned();
    text_of.push_str(&state(&id, text(row, 4)?));
    let at = found.add(this, id, Facts::Defined { definition: text_of.into() });
    found.objects[at as usize].depends_on.push(owner);
    Ok(())
}

/// The statement that disables it or enables it otherwise.
fn state(id: &ObjectId, enabled: &str) -> String {
    let words = match enabled {
        "D" => "DISABLE",
        "R" => "ENABLE REPLICA",
        "A" => "ENABLE ALWAYS",
        _ => return String::new(),
    };
    let part = if id.kind == Kind::Trigger { "TRIGGER" } else { "RULE" };
    let shown = |name: &schema::Ident| name.display(Dialect::Postgres).to_string();
    let table: Vec<_> = [&id.schema, &id.of].into_iter().flatten().map(shown).collect();
    format!(";\nALTER TABLE {} {words} {part} {}", table.join("."), shown(&id.name))
}
