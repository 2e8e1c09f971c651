//! A name is a reserved word of the engine.
//!
//! It must be quoted in every statement, and whoever forgets it gets a syntax error.

use crate::rules::prelude::*;

/// The rule `naming-identifier-no-keyword`.
pub(super) static RULE: Rule = Rule {
    code: "naming-identifier-no-keyword",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-reserved-word"],
    parameters: &[],
    source: include_str!("naming_identifier_no_keyword.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (kind, name, span) in super::defined::names(look) {
        if schema::sql::is_reserved(look.dialect(), &name) {
            let message = format!("{kind} `{name}` is a reserved word: every statement must quote it");
            marks.push(look.mark(&span, message).help("choose another name"));
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
                "CREATE TABLE \"order\" (a int);",
                "mysql: CREATE TABLE t (`key` int);",
                "sqlite: ALTER TABLE t RENAME TO \"group\";",
            ],
            &["CREATE TABLE orders (a int);", "mysql: SELECT `key` FROM t;", "CREATE TABLE t (name text);"],
        );
    }
}
