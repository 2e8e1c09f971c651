//! A table is renamed in an ALTER that does more.
//!
//! An online tool cannot do both.
//!
//! Instead, a RENAME TABLE of its own.

use crate::rules::prelude::*;

/// The rule `osc-rename-in-alter`.
pub(super) static RULE: Rule = Rule {
    code: "osc-rename-in-alter",
    engines: MYSQL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_rename_in_alter.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if matches!(action.act, Act::RenameTo(_)) && alter.actions.len() > 1 {
            marks.push(
                look.mark(&action.span, "an online tool cannot rename in the same statement")
                    .help("rename in a statement of its own"),
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
                "ALTER TABLE t ADD a int, RENAME TO u;",
                "ALTER TABLE t RENAME TO u, DROP a;",
                "ALTER TABLE t RENAME AS u, ADD INDEX (a);",
            ],
            &["ALTER TABLE t RENAME TO u;", "RENAME TABLE t TO u;", "ALTER TABLE t ADD a int;"],
        );
    }
}
