//! A name is one that the team does not use.
//!
//! The words are the rule's `list`: whole names, or parts between underscores.
//!
//! Instead, a name that says what it holds.

use crate::rules::prelude::*;

/// The rule `name-blocked-word`.
pub(super) static RULE: Rule = Rule {
    code: "name-blocked-word",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter { name: "list", default: Value::List(&[]), about: "words that no name has" }],
    source: include_str!("name_blocked_word.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (kind, name, span) in super::defined::names(look) {
        let is_blocked =
            look.parameters.has("list", &name) || name.split('_').any(|word| look.parameters.has("list", word));
        if is_blocked {
            marks.push(look.mark(&span, format!("{kind} name `{name}` has a word that is not used here")));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.name-blocked-word]\nlist = [\"tmp\", \"data\", \"user_info\"]",
            &[
                "CREATE TABLE tmp_orders (a int);",
                "mysql: ALTER TABLE t ADD Data int;",
                "sqlite: CREATE TABLE user_info (a);",
            ],
            &[
                "CREATE TABLE templates (a int);",
                "mysql: ALTER TABLE tmp ADD a int;",
                "sqlite: CREATE TABLE users (info);",
            ],
        );
    }
}
