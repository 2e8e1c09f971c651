//! A column is dropped that an index is over.
//!
//! MySQL takes it out of the index, which may then be over too little to be of use or no longer unique; SQLite refuses it.

use crate::rules::prelude::*;

/// The rule `column-disallow-drop-in-index`.
pub(super) static RULE: Rule = Rule {
    code: "column-disallow-drop-in-index",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_disallow_drop_in_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let Some(table) = look.table(&alter.table) else { continue };
        let has = |index: &&KnownIndex| index.columns.iter().any(|column| column.eq_ignore_ascii_case(name.as_str()));
        if let Some(index) = table.indexes.iter().find(has) {
            let message = format!("index `{}` is over `{}`", index.name, name.as_str());
            marks.push(look.mark(&action.span, message).help("drop or replace the index first"));
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
                "CREATE TABLE t (a int, b int, KEY k (a));\n---\nALTER TABLE t DROP COLUMN a;",
                "sqlite: CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b);\n---\nALTER TABLE t DROP COLUMN b;",
                "CREATE TABLE t (a int PRIMARY KEY, b int); ALTER TABLE t DROP a;",
            ],
            &[
                "CREATE TABLE t (a int, b int, KEY k (a));\n---\nALTER TABLE t DROP COLUMN b;",
                "ALTER TABLE t DROP COLUMN a;",
                "CREATE TABLE t (a int, KEY k (a));\n---\nALTER TABLE t DROP INDEX k;",
            ],
        );
    }
}
