//! A text column does not say its charset.
//!
//! It then depends on the table, or on the server.

use crate::rules::prelude::*;

/// The rule `column-require-charset`.
pub(super) static RULE: Rule = Rule {
    code: "column-require-charset",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_require_charset.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const TEXTS: &[&str] = &["varchar", "char", "text", "tinytext", "mediumtext", "longtext", "enum", "set"];
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(TEXTS) && column.charset.is_none())
    {
        marks.push(look.mark(&column.name_span(), format!("the charset of `{}` depends on its table", column.name())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a varchar(10));",
                "ALTER TABLE t ADD a text;",
                "CREATE TABLE t (a enum('x') NOT NULL) CHARSET=utf8mb4;",
            ],
            &[
                "CREATE TABLE t (a varchar(10) CHARACTER SET utf8mb4);",
                "CREATE TABLE t (a int);",
                "ALTER TABLE t DROP a;",
            ],
        );
    }
}
