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
    for (at, (kind, name, span)) in own.iter().enumerate() {
        let whole = written(look.unit, span);
        if whole.len() <= MOST {
            continue;
        }
        let is_other = |(other, cut, span): &(&str, String, Span)| {
            group(other) == group(kind) && cut == name && written(look.unit, span) != whole
        };
        let is_again = look.before().iter().any(|unit| (0..unit.tokens.len()).any(|at| unit.token(at) == whole));
        let is_known = !is_again && others(look, kind).iter().any(|other| other == name);
        if is_known || own[..at].iter().any(is_other) {
            let message = format!("this {kind} becomes `{name}`, and there is one of that name");
            marks.push(look.mark(span, message).help("choose names that differ in their first 63 bytes"));
        }
    }
}

/// The longest name, in bytes.
const MOST: usize = 63;

/// The name as it is written, without its schema.
fn written<'u>(unit: &Unit<'u>, span: &Span) -> &'u str {
    let end = unit.tokens.partition_point(|token| token.span.start < span.end);
    unit.token(end.saturating_sub(1))
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
