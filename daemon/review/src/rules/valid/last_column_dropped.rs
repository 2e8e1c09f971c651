//! The last column of a table is dropped.
//!
//! MySQL and SQLite refuse it; PostgreSQL keeps a table without columns, which nobody can use.

use crate::rules::prelude::*;

/// The rule `last-column-dropped`.
pub(super) static RULE: Rule = Rule {
    code: "last-column-dropped",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("last_column_dropped.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    let Some(table) = look.table(&alter.table).filter(|table| table.is_whole) else { return };
    let count = |is: fn(&Act) -> bool| alter.actions.iter().filter(|action| is(&action.act)).count();
    let dropped = count(|act| matches!(act, Act::DropColumn { .. }));
    let added = count(|act| matches!(act, Act::AddColumn { .. }));
    if dropped > 0 && table.columns.len() + added <= dropped {
        marks.push(look.mark_all(format!("no column of `{}` is left", alter.table.shown())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int); ALTER TABLE t DROP COLUMN a;",
                "mysql: CREATE TABLE t (a int, b int);\n---\nALTER TABLE t DROP a, DROP b;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t DROP COLUMN a CASCADE;",
                "sqlite: CREATE TABLE t (a);\n---\nALTER TABLE t DROP COLUMN a;",
            ],
            &[
                "CREATE TABLE t (a int, b int); ALTER TABLE t DROP COLUMN a;",
                "mysql: CREATE TABLE t (a int); ALTER TABLE t ADD b int, DROP a;",
                "ALTER TABLE t DROP COLUMN a;",
            ],
        );
    }
}
