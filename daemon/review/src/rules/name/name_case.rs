//! A name has capital letters.
//!
//! PostgreSQL folds what is not quoted to lower case, MySQL compares names by the file system of its host: a name with capitals must be
//! quoted everywhere, or is found on one server and not on another.

use crate::mend::snake;
use crate::rules::prelude::*;

/// The rule `name-case`.
pub(super) static RULE: Rule = Rule {
    code: "name-case",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("name_case.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (kind, name, span) in super::defined::names(look) {
        if name.chars().any(char::is_uppercase) {
            let message = format!("{kind} `{name}` has capital letters");
            let mark = look.mark(&span, message).help("use lower case with underscores");
            let written = look.unit.text.get(span.clone()).unwrap_or_default();
            marks.push(if look.stands_once(written) {
                look.replacing(mark, "use lower case", &span, look.quote(&snake(&name)))
            } else {
                mark
            });
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
                "CREATE TABLE \"Users\" (a int);",
                "mysql: CREATE TABLE t (userId int);",
                "sqlite: CREATE INDEX I ON t (a);",
            ],
            &["CREATE TABLE Users (a int);", "mysql: CREATE TABLE t (user_id int);", "SELECT \"A\" FROM \"B\";"],
        );
    }
}
