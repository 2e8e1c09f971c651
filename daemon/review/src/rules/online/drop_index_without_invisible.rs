//! An index is dropped that queries may use until this moment.
//!
//! If one of them did need it, the way back is to build the index again, on a big table for hours.
//!
//! Instead, hide it first, look for a while, then drop it:
//!
//! ```sql
//! ALTER TABLE orders ALTER INDEX by_customer INVISIBLE;  -- MariaDB: IGNORED
//! ```
//!
//! Not flagged: an index of a table that the same file creates, an index that is hidden already, and one that another index makes
//! superfluous.

use crate::rules::prelude::*;

/// The rule `drop-index-without-invisible`.
pub(super) static RULE: Rule = Rule {
    code: "drop-index-without-invisible",
    engines: MYSQL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_index_without_invisible.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut dropped: Vec<(&Name, &str, &Span)> = Vec::new();
    if let Form::Drop(drop) = &look.unit.form
        && let ("INDEX", Some(on)) = (drop.kind, &drop.on)
    {
        dropped.extend(drop.names.iter().map(|name| (on, name.name.as_str(), &name.span)));
    }
    dropped.extend(look.actions().filter_map(|(alter, action)| match &action.act {
        Act::DropIndex(name) => Some((&alter.table, name.as_str(), &action.span)),
        _ => None,
    }));
    for (table, name, span) in dropped.into_iter().filter(|(table, ..)| look.is_shared(table)) {
        let known = look.table(table);
        let index = known.and_then(|known| known.indexes.iter().find(|one| one.name.eq_ignore_ascii_case(name)));
        let is_hidden = index.is_some_and(|index| !index.is_visible);
        if !is_hidden && !is_covered(known, index) && !is_made_again(look, name) {
            let message = format!("`{name}` may be in use until now, and is only built again in a long time");
            let help = format!(
                "first ALTER TABLE {} ALTER INDEX {} INVISIBLE (MariaDB: IGNORED)",
                look.sql(table),
                look.quote(name)
            );
            marks.push(look.mark(span, message).help(help));
        }
    }
}

/// Whether another index begins with the same columns.
fn is_covered(table: Option<&Table>, index: Option<&KnownIndex>) -> bool {
    let Some((table, index)) = table.zip(index) else { return false };
    table.indexes.iter().any(|other| other.name != index.name && other.columns.starts_with(&index.columns))
}

/// Whether the same statement makes an index of this name again.
fn is_made_again(look: &Look, name: &str) -> bool {
    look.indexes()
        .iter()
        .any(|(_, index)| index.name.as_ref().is_some_and(|made| made.name.as_str().eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, KEY k (a));\n---\nDROP INDEX k ON t;",
                "ALTER TABLE t DROP INDEX k;",
                "CREATE TABLE t (a int, b int, KEY k (a));\n---\nALTER TABLE t DROP KEY k, ADD COLUMN c int;",
            ],
            &[
                "CREATE TABLE t (a int, KEY k (a));\nALTER TABLE t ALTER INDEX k INVISIBLE;\n---\nDROP INDEX k ON t;",
                "CREATE TABLE t (a int, b int, KEY k (a), KEY j (a, b));\n---\nALTER TABLE t DROP INDEX k;",
                "CREATE TABLE t (a int, KEY k (a)); DROP INDEX k ON t;",
                "CREATE TABLE t (a int, b int, KEY k (a));\n---\nALTER TABLE t DROP INDEX k, ADD INDEX k (b);",
            ],
        );
    }
}
