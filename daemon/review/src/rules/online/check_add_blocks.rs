//! A CHECK is added, and the table is copied while writes wait.
//!
//! Instead, add it NOT ENFORCED, look for rows that break it, then enforce it.

use crate::rules::prelude::*;

/// The rule `check-add-blocks`.
pub(super) static RULE: Rule = Rule {
    code: "check-add-blocks",
    engines: MYSQL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("check_add_blocks.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        if matches!(constraint.demand, Demand::Check(_)) && !constraint.not_enforced {
            marks.push(
                look.mark(
                    &constraint.span,
                    format!("every row of `{}` is copied while writes wait", alter.table.shown()),
                )
                .help("add it NOT ENFORCED first"),
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
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
                "ALTER TABLE t ADD CHECK (a > 0), ADD b int;",
                "ALTER TABLE d.t ADD CONSTRAINT CHECK (a > 0);",
            ],
            &[
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0);",
                "CREATE TABLE t (a int CHECK (a > 0));",
            ],
        );
    }
}
