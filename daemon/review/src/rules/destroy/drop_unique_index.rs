//! A unique index is dropped, and with it the promise that there are no duplicates.
//!
//! Duplicates come in from then on, and the index cannot be made again while they are there.

use crate::rules::prelude::*;

/// The rule `drop-unique-index`.
pub(super) static RULE: Rule = Rule {
    code: "drop-unique-index",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_unique_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut dropped: Vec<(Option<&KnownIndex>, &Span)> = Vec::new();
    if let Form::Drop(drop) = &look.unit.form
        && drop.kind == "INDEX"
    {
        for name in &drop.names {
            let of_table =
                drop.on.as_ref().and_then(|on| look.table(on)).filter(|table| !look.catalog.is_of_file(table.born));
            let known = match of_table {
                Some(table) => table.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name.name.as_str())),
                None => look
                    .catalog
                    .index(name)
                    .filter(|(table, _)| !look.catalog.is_of_file(table.born))
                    .map(|(_, index)| index),
            };
            dropped.push((known, &name.span));
        }
    }
    for (alter, action) in look.shared_actions() {
        if let (Act::DropIndex(name), Some(table)) = (&action.act, look.table(&alter.table)) {
            dropped.push((
                table.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name.as_str())),
                &action.span,
            ));
        }
    }
    for (known, span) in dropped {
        if let Some(index) = known.filter(|index| index.is_unique) {
            marks.push(
                look.mark(
                    span,
                    format!("nothing keeps ({}) free of duplicates from then on", index.columns.join(", ")),
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a);\n---\nDROP INDEX u;",
                "mysql: CREATE TABLE t (a int, UNIQUE KEY u (a));\n---\nALTER TABLE t DROP INDEX u;",
                "sqlite: CREATE TABLE t (a); CREATE UNIQUE INDEX u ON t (a);\n---\nDROP INDEX IF EXISTS u;",
            ],
            &[
                "CREATE TABLE t (a int); CREATE INDEX u ON t (a);\n---\nDROP INDEX u;",
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a); DROP INDEX u;",
                "DROP INDEX u;",
            ],
        );
    }
}
