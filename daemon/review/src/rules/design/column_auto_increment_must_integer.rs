//! An auto-increment column is not an integer.
//!
//! A counter of another type rounds, or does not count at all.

use crate::rules::prelude::*;

/// The rule `column-auto-increment-must-integer`.
pub(super) static RULE: Rule = Rule {
    code: "column-auto-increment-must-integer",
    engines: MYSQL_SQLITE,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_auto_increment_must_integer.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const INTEGERS: &[&str] = &["tinyint", "smallint", "mediumint", "int", "integer", "bigint", "serial"];
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.auto_increment.is_some()) {
        if !column.ty.is(INTEGERS) {
            marks.push(
                look.mark(&column.ty.span, format!("`{}` counts up and is no integer", column.name()))
                    .help("use BIGINT"),
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
                "CREATE TABLE t (a double AUTO_INCREMENT PRIMARY KEY);",
                "ALTER TABLE t ADD a varchar(10) AUTO_INCREMENT UNIQUE;",
                "sqlite: CREATE TABLE t (a text PRIMARY KEY AUTOINCREMENT);",
            ],
            &[
                "CREATE TABLE t (a bigint unsigned AUTO_INCREMENT PRIMARY KEY);",
                "sqlite: CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);",
                "CREATE TABLE t (a double);",
            ],
        );
    }
}
