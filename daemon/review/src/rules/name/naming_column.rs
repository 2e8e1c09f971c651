//! A column's name does not follow the team's pattern.
//!
//! The pattern is a regular expression; the shipped one is lower-case words with underscores.

use crate::rules::prelude::*;

/// The rule `naming-column`.
pub(super) static RULE: Rule = Rule {
    code: "naming-column",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-pattern-column"],
    parameters: &[
        Parameter { name: "format", default: Value::Text("^[a-z]+(_[a-z]+)*$"), about: "what a name must match" },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        super::pattern::check(look, marks, "column", column.name(), &column.name_span(), &[]);
    }
    for (_, action) in look.actions() {
        if let Act::RenameColumn(_, to) = &action.act {
            super::pattern::check(look, marks, "column", to.as_str(), &to.span, &[]);
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
                "CREATE TABLE t (\"userId\" int);",
                "mysql: ALTER TABLE t CHANGE a Bad int;",
                "sqlite: ALTER TABLE t RENAME COLUMN a TO b1;",
            ],
            &[
                "CREATE TABLE t (user_id int, name text);",
                "mysql: ALTER TABLE t DROP COLUMN Bad;",
                "sqlite: ALTER TABLE t ADD COLUMN good;",
            ],
        );
    }
}
