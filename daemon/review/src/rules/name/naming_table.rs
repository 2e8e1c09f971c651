//! A table's name does not follow the team's pattern.
//!
//! One form of names saves guessing and quoting. The pattern is a regular expression; the shipped one is lower-case words with
//! underscores.

use crate::rules::prelude::*;

/// The rule `naming-table`.
pub(super) static RULE: Rule = Rule {
    code: "naming-table",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-pattern-table"],
    parameters: &[
        Parameter { name: "format", default: Value::Text("^[a-z]+(_[a-z]+)*$"), about: "what a name must match" },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut names: Vec<(&Name, &Span)> = Vec::new();
    match &look.unit.form {
        Form::CreateTable(create) => names.extend(create.name.iter().map(|name| (name, &name.span))),
        Form::RenameTables(pairs) => names.extend(pairs.iter().map(|(_, to)| (to, &to.span))),
        _ => names.extend(look.actions().filter_map(|(_, action)| match &action.act {
            Act::RenameTo(to) => Some((to, &to.span)),
            _ => None,
        })),
    }
    for (name, span) in names {
        super::pattern::check(look, marks, "table", name.name.as_str(), span, &[]);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.naming-table]\nmax_length = 12",
            &[
                "CREATE TABLE Users2 (a int);",
                "mysql: CREATE TABLE `UserRoles` (a int);",
                "ALTER TABLE t RENAME TO t1;",
                "sqlite: CREATE TABLE a_very_long_name (a);",
            ],
            &[
                "CREATE TABLE user_roles (a int);",
                "ALTER TABLE \"T1\" ADD COLUMN a int;",
                "mysql: RENAME TABLE T1 TO ok;",
            ],
        );
    }
}
