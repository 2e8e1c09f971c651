//! A name is longer than the engine keeps.
//!
//! PostgreSQL cuts a name after 63 bytes and says so only as a notice, so that two names may become one; MySQL refuses more than 64
//! characters.

use crate::rules::prelude::*;

/// The rule `name-too-long`.
pub(super) static RULE: Rule = Rule {
    code: "name-too-long",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "max_length",
        default: Value::Number(0),
        about: "a shorter limit of the team's own; 0 is none",
    }],
    source: include_str!("name_too_long.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let own = look.parameters.count("max_length");
    for (kind, name, span) in super::defined::names(look) {
        // A name of PostgreSQL is cut already when it is read: its length shows in the text.
        let written = look.unit.text.get(span.clone()).unwrap_or_default().trim_matches('"');
        let (length, limit) = match look.dialect() {
            schema::Dialect::Postgres => (written.len(), 63),
            schema::Dialect::MySql => (name.chars().count(), 64),
            schema::Dialect::Sqlite => (0, 1),
        };
        let limit = if own > 0 { own.min(limit) } else { limit };
        if length > limit && !written.contains('.') {
            marks.push(
                look.mark(&span, format!("{kind} name of {length}, and the longest is {limit}")).help("shorten it"),
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
                "CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (a int);",
                "mysql: CREATE TABLE t (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int);",
                "CREATE INDEX aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ON t (a);",
            ],
            &[
                "CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (a int);",
                "mysql: CREATE TABLE t (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int);",
                "sqlite: CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (a);",
            ],
        );
    }
}
