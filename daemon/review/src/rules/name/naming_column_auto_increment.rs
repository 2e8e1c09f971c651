//! An auto-increment column is not called as the team calls it.
//!
//! One name for the counter of every table saves looking it up; the pattern is a regular expression.

use crate::rules::prelude::*;

/// The rule `naming-column-auto-increment`.
pub(super) static RULE: Rule = Rule {
    code: "naming-column-auto-increment",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["autoincrement-name"],
    parameters: &[
        Parameter { name: "format", default: Value::Text("^id$"), about: "what a name must match" },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_column_auto_increment.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.auto_increment.is_some()) {
        super::pattern::check(look, marks, "auto-increment column", column.name(), &column.name_span(), &[]);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (number int AUTO_INCREMENT PRIMARY KEY);",
                "sqlite: CREATE TABLE t (n INTEGER PRIMARY KEY AUTOINCREMENT);",
                "ALTER TABLE t ADD COLUMN seq bigint AUTO_INCREMENT UNIQUE;",
            ],
            &[
                "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY);",
                "sqlite: CREATE TABLE t (n INTEGER PRIMARY KEY);",
                "CREATE TABLE t (number int);",
            ],
        );
    }
}
