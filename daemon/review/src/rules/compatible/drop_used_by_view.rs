//! A table or column is dropped that a view still uses.
//!
//! PostgreSQL refuses it; MySQL and SQLite let it happen, and the view fails when it is next read.
//!
//! Instead, change the view first.

use crate::rules::prelude::*;

/// The rule `drop-used-by-view`.
pub(super) static RULE: Rule = Rule {
    code: "drop-used-by-view",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_used_by_view.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::Drop(drop) = &look.unit.form
        && drop.kind == "TABLE"
        && drop.cascade.is_none()
    {
        let names = drop.names.iter().filter_map(|name| Some((name, user(look, &[name.name.as_str()])?)));
        marks.extend(names.map(|(name, view)| mark(look, &name.span, &name.shown(), &view)));
    }
    for (alter, action) in look.actions() {
        let Act::DropColumn { name, cascade: None, .. } = &action.act else { continue };
        if let Some(view) = user(look, &[alter.table.name.as_str(), name.as_str()]) {
            marks.push(mark(look, &action.span, name.as_str(), &view));
        }
    }
}

fn mark(look: &Look, span: &Span, name: &str, view: &str) -> Mark {
    look.mark(span, format!("view `{view}` still uses `{name}`")).help("change or drop the view first")
}

/// A view whose text has all these names as words.
fn user(look: &Look, names: &[&str]) -> Option<String> {
    let kinds = ["VIEW", "MATERIALIZED VIEW"];
    let views = kinds.into_iter().flat_map(|kind| look.catalog.objects_of(kind));
    let has = |text: &str, name: &str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        text.match_indices(name)
            .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
    };
    let mut views = views.filter(|(_, view)| names.iter().all(|name| has(&view.text, name)));
    views.next().map(|(key, _)| key.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t;\n---\nALTER TABLE t DROP COLUMN a;",
                "mysql: CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;\n---\nDROP TABLE t;",
                "sqlite: CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a;",
            ],
            &[
                "CREATE TABLE t (a int, ab int); CREATE VIEW v AS SELECT ab FROM t;\n---\nALTER TABLE t DROP COLUMN a;",
                "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;\n---\nDROP VIEW v; DROP TABLE t;",
                "CREATE TABLE t (a int);\n---\nDROP TABLE t;",
            ],
        );
    }
}
