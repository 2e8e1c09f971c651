//! A column is dropped that an index, a partition key or a generated column needs.
//!
//! PostgreSQL drops every index and constraint over the column with it and says nothing, those over several columns too; MySQL
//! takes the column out of them; SQLite refuses. A generated column or a partition key makes the statement fail.
//!
//! Instead, replace the index first, then drop the column.

use crate::rules::prelude::*;

/// The rule `column-in-use-by-index`.
pub(super) static RULE: Rule = Rule {
    code: "column-in-use-by-index",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_in_use_by_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let Some(table) = look.table(&alter.table).filter(|_| look.is_shared(&alter.table)) else { continue };
        let is = |column: &String| column.eq_ignore_ascii_case(name.as_str());
        let goes = |column: &String| is(column) || is_dropped(alter, column);
        // An index of which nothing is left goes with the column as it should; SQLite refuses that too.
        let is_sqlite = look.dialect() == schema::Dialect::Sqlite;
        let loses = |index: &&KnownIndex| {
            index.columns.iter().any(is)
                && (is_sqlite || !index.columns.iter().all(goes))
                && !drops_index(alter, &index.name)
        };
        let Some(index) = table.indexes.iter().find(loses) else { continue };
        let what = if index.name.is_empty() { "a key".to_owned() } else { format!("index `{}`", index.name) };
        let message = match look.dialect() {
            schema::Dialect::Postgres => {
                format!("{what} goes with `{}`, though it is over other columns too", name.as_str())
            }
            schema::Dialect::MySql => format!("{what} goes on without `{}`", name.as_str()),
            schema::Dialect::Sqlite => format!("{what} is over `{}`: SQLite refuses this", name.as_str()),
        };
        marks.push(look.mark(&action.span, message).help("replace the index first"));
    }
}

fn is_dropped(alter: &AlterTable, column: &str) -> bool {
    alter
        .actions
        .iter()
        .any(|action| matches!(&action.act, Act::DropColumn { name, .. } if name.as_str().eq_ignore_ascii_case(column)))
}

fn drops_index(alter: &AlterTable, index: &str) -> bool {
    alter.actions.iter().any(|action| match &action.act {
        Act::DropIndex(name) | Act::DropConstraint { name, .. } => name.as_str().eq_ignore_ascii_case(index),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, b int, c int);\nCREATE INDEX i ON t (a, b);\n---\nALTER TABLE t DROP COLUMN a;",
                "mysql: CREATE TABLE t (a int, b int, UNIQUE KEY k (a, b));\n---\nALTER TABLE t DROP a;",
                "sqlite: CREATE TABLE t (a, b);\nCREATE INDEX i ON t (a);\n---\nALTER TABLE t DROP COLUMN a;",
            ],
            &[
                "CREATE TABLE t (a int, b int);\nCREATE INDEX i ON t (a);\n---\nALTER TABLE t DROP COLUMN a;",
                "mysql: CREATE TABLE t (a int, b int, c int, KEY k (a, b));\n---\nALTER TABLE t DROP a, DROP INDEX k;",
                "sqlite: CREATE TABLE t (a, b);\nCREATE INDEX i ON t (a);\n---\nALTER TABLE t DROP COLUMN b;",
                "ALTER TABLE t DROP COLUMN a;",
            ],
        );
    }
}
