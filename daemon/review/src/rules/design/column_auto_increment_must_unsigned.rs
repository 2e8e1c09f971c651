//! An auto-increment column is signed.
//!
//! Half of its numbers are never used.

use crate::rules::prelude::*;

/// The rule `column-auto-increment-must-unsigned`.
pub(super) static RULE: Rule = Rule {
    code: "column-auto-increment-must-unsigned",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &["unsigned-policy"],
    parameters: &[],
    source: include_str!("column_auto_increment_must_unsigned.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in
        look.columns().into_iter().filter(|(_, column)| column.auto_increment.is_some() && !column.ty.is_unsigned)
    {
        let mark =
            look.mark(&column.ty.span, format!("`{}` counts up and is signed", column.name())).help("make it UNSIGNED");
        marks.push(look.inserting(mark, "make it unsigned", column.ty.span.end, " UNSIGNED"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a bigint AUTO_INCREMENT PRIMARY KEY);",
                "ALTER TABLE t ADD a int(11) NOT NULL AUTO_INCREMENT UNIQUE;",
                "CREATE TABLE t (a int auto_increment, PRIMARY KEY (a));",
            ],
            &[
                "CREATE TABLE t (a bigint unsigned AUTO_INCREMENT PRIMARY KEY);",
                "CREATE TABLE t (a int);",
                "CREATE TABLE t (a serial);",
            ],
        );
    }
}
