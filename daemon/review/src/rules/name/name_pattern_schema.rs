//! A schema's or database's name does not follow the team's pattern.
//!
//! The pattern is a regular expression; the shipped one is lower-case words with underscores.

use crate::rules::prelude::*;

/// The rule `name-pattern-schema`.
pub(super) static RULE: Rule = Rule {
    code: "name-pattern-schema",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[
        Parameter { name: "format", default: Value::Text("^[a-z]+(_[a-z]+)*$"), about: "what a name must match" },
        Parameter { name: "max_length", default: Value::Number(63), about: "how many characters it may have" },
    ],
    source: include_str!("name_pattern_schema.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    if let Some(name) = create.name.as_ref().filter(|_| matches!(create.kind, "SCHEMA" | "DATABASE")) {
        super::pattern::check(look, marks, "schema", name.name.as_str(), &name.span, &[]);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE SCHEMA \"Shop\";", "mysql: CREATE DATABASE Shop1;", "CREATE DATABASE shop2;"],
            &["CREATE SCHEMA shop_eu;", "mysql: CREATE DATABASE IF NOT EXISTS shop;", "CREATE TABLE \"T1\" (a int);"],
        );
    }
}
