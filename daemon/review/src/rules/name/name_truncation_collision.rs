//! Two long names are the same after PostgreSQL has cut them.
//!
//! Names are cut at 63 bytes without a word: the second CREATE fails, or IF NOT EXISTS finds the first one and makes nothing.
//!
//! Instead, choose names that differ within their first 63 bytes.

use super::defined::names;
use crate::rules::prelude::*;

/// The rule `name-truncation-collision`.
pub(super) static RULE: Rule = Rule {
    code: "name-truncation-collision",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("name_truncation_collision.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let own = names(look);
    for (at, (kind, name, span)) in own.iter().enumerate().filter(|(_, (_, name, _))| name.len() > MOST) {
        let is_alike = |other: &str| other != name && cut(other) == cut(name);
        let here = own[..at].iter().filter(|(other, ..)| group(other) == group(kind)).map(|(_, name, _)| name.clone());
        let other = here.chain(others(look, kind)).find(|other| is_alike(other));
        if let Some(other) = other {
            let message = format!("this {kind} and `{other}` are the same after 63 bytes");
            marks.push(look.mark(span, message).help("choose names that differ before"));
        }
    }
}

/// The longest name, in bytes.
const MOST: usize = 63;

fn cut(name: &str) -> &str {
    let end = (0..=MOST.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

/// Kinds that share one space of names.
fn group(kind: &str) -> &str {
    match kind {
        "table" | "view" | "sequence" | "index" => "relation",
        "type" | "domain" => "type",
        other => other,
    }
}

/// Names that were there before.
fn others(look: &Look, kind: &str) -> Vec<String> {
    let table = look.unit.form.as_alter().and_then(|alter| look.table(&alter.table));
    let bare = |key: &String| key.rsplit('.').next().unwrap_or(key).to_owned();
    match group(kind) {
        "column" => {
            table.into_iter().flat_map(|table| table.columns.iter().map(|column| column.name.clone())).collect()
        }
        "constraint" => {
            table.into_iter().flat_map(|table| table.constraints.iter().filter_map(|one| one.name.clone())).collect()
        }
        "relation" => {
            let known = look.catalog.tables.keys().chain(look.catalog.index_tables.keys()).map(bare);
            let views =
                ["VIEW", "MATERIALIZED VIEW", "SEQUENCE"].into_iter().flat_map(|kind| look.catalog.objects_of(kind));
            known.chain(views.map(|(key, _)| bare(&key.to_owned()))).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE a23456789_123456789_123456789_123456789_123456789_123456789_123_one (a int); CREATE TABLE a23456789_123456789_123456789_123456789_123456789_123456789_123_two (a int);",
                "CREATE TABLE t (a23456789_123456789_123456789_123456789_123456789_123456789_123_one int, a23456789_123456789_123456789_123456789_123456789_123456789_123_two int);",
                "CREATE TABLE t (a int); CREATE INDEX a23456789_123456789_123456789_123456789_123456789_123456789_123_one ON t (a);\n---\nCREATE INDEX a23456789_123456789_123456789_123456789_123456789_123456789_123_two ON t (a);",
            ],
            &[
                "CREATE TABLE a23456789_123456789_123456789_123456789_123456789_123456789_123_one (a int); CREATE TABLE u (a23456789_123456789_123456789_123456789_123456789_123456789_123_two int);",
                "CREATE TABLE t (a23456789_123456789_123456789_123456789_123456789_123456789_123 int, b_a23456789_123456789_123456789_123456789_123456789_123456789_123 int);",
                "CREATE TABLE t (a int, CONSTRAINT a23456789_123456789_123456789_123456789_123456789_123456789_123_one CHECK (a > 0)); CREATE TABLE u (a int, CONSTRAINT a23456789_123456789_123456789_123456789_123456789_123456789_123_two CHECK (a > 0));",
            ],
        );
    }
}
