//! A name has characters other than letters of ASCII, digits and the underscore, or starts with a digit.
//!
//! It must be quoted everywhere, and tools, drivers and file systems treat it in different ways.

use crate::rules::prelude::*;

/// The rule `name-charset`.
pub(super) static RULE: Rule = Rule {
    code: "name-charset",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("name_charset.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (kind, name, span) in super::defined::names(look) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.chars().all(is_plain) || name.starts_with(|c: char| c.is_ascii_digit()) {
            let message = format!("{kind} `{name}` must be quoted everywhere");
            marks.push(
                look.mark(&span, message).help("use letters of ASCII, digits and the underscore, and a letter first"),
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
                "CREATE TABLE \"user roles\" (a int);",
                "mysql: CREATE TABLE t (`größe` int);",
                "sqlite: CREATE TABLE t (\"1st\" int);",
            ],
            &["CREATE TABLE user_roles (a1 int);", "mysql: SELECT `a b` FROM t;", "CREATE TABLE t (_a int);"],
        );
    }
}
