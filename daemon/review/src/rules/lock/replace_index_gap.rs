//! An index is dropped before the one that replaces it exists.
//!
//! In between queries that need it scan the table.
//!
//! Instead, build the new one first.

use crate::rules::prelude::*;

/// The rule `replace-index-gap`.
pub(super) static RULE: Rule = Rule {
    code: "replace-index-gap",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("replace_index_gap.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    if drop.kind != "INDEX" {
        return;
    }
    for name in &drop.names {
        let old = match &drop.on {
            Some(on) => look.table(on).and_then(|table| {
                Some((table, table.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name.name.as_str()))?))
            }),
            None => look.catalog.index(name),
        };
        let Some((table, first)) = old.and_then(|(table, index)| Some((table, index.columns.first()?))) else {
            continue;
        };
        let of_table =
            Name { schema: None, name: table.shown.rsplit('.').next().unwrap_or_default().into(), span: 0..0 };
        let replaces = |unit: &Unit| matches!(&unit.form, Form::CreateIndex(index) if index.parts.first().and_then(|part| part.column.as_ref()).is_some_and(|column| column.as_str().eq_ignore_ascii_case(first)));
        if !look.catalog.is_of_file(table.born) && look.later(&of_table).any(replaces) {
            marks.push(
                look.mark(&name.span, "until the new index is there, queries scan the table")
                    .help("build the new index first"),
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
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);\n---\nDROP INDEX i; CREATE INDEX j ON t (a, b);",
                "CREATE TABLE s.t (a int); CREATE INDEX i ON s.t (a);\n---\nDROP INDEX CONCURRENTLY s.i; CREATE INDEX CONCURRENTLY j ON s.t (a) WHERE a > 0;",
                "mysql: CREATE TABLE t (a int, KEY i (a));\n---\nDROP INDEX i ON t; CREATE INDEX j ON t (a);",
            ],
            &[
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);\n---\nCREATE INDEX j ON t (a, b); DROP INDEX i;",
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);\n---\nDROP INDEX i; CREATE INDEX j ON t (b);",
                "DROP INDEX i; CREATE INDEX j ON t (a);",
            ],
        );
    }
}
