//! SQLite refuses to drop a column that a key, an index or a constraint is over.
//!
//! Instead, drop the index first, or build the table anew.

use crate::rules::prelude::*;

/// The rule `sqlite-drop-column-blocked`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-drop-column-blocked",
    engines: SQLITE,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_drop_column_blocked.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let Some(table) = look.table(&alter.table) else { continue };
        let has = |columns: &[String]| columns.iter().any(|column| column.eq_ignore_ascii_case(name.as_str()));
        let index = table.indexes.iter().find(|index| has(&index.columns));
        let constraint = table.constraints.iter().find(|constraint| has(&constraint.columns));
        let what = match (index, constraint) {
            (Some(index), _) if !index.of_constraint => format!("index `{}` is over it", index.name),
            (_, Some(_)) | (Some(_), _) => "a key or constraint is over it".to_owned(),
            (None, None) => continue,
        };
        marks.push(
            look.mark(&action.span, format!("SQLite refuses this: {what}"))
                .help("drop the index first, or build the table anew"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a, b); CREATE INDEX i ON t (a);\n---\nALTER TABLE t DROP COLUMN a;",
                "CREATE TABLE t (a PRIMARY KEY, b); ALTER TABLE t DROP COLUMN a;",
                "CREATE TABLE t (a REFERENCES u, b);\n---\nALTER TABLE t DROP a;",
            ],
            &[
                "CREATE TABLE t (a, b); CREATE INDEX i ON t (a);\n---\nALTER TABLE t DROP COLUMN b;",
                "CREATE TABLE t (a, b); CREATE INDEX i ON t (a);\n---\nDROP INDEX i; ALTER TABLE t DROP COLUMN a;",
                "ALTER TABLE t DROP COLUMN a;",
            ],
        );
    }
}
