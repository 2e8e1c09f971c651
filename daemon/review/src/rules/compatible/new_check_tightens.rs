//! A CHECK is added to a table that programs write: what was legal is refused from now on.
//!
//! Instead, let programs keep to it first; the rule is about them, not about the rows that are there.

use crate::rules::prelude::*;

/// The rule `new-check-tightens`.
pub(super) static RULE: Rule = Rule {
    code: "new-check-tightens",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("new_check_tightens.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        if matches!(constraint.demand, Demand::Check(_)) && !constraint.not_enforced {
            let message = format!("writes to `{}` that break it fail from now on", alter.table.shown());
            marks.push(look.mark(&constraint.span, message));
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
                "ALTER TABLE t ADD CHECK (a > 0);",
                "mysql: ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
            ],
            &[
                "CREATE TABLE t (a int CHECK (a > 0));",
                "mysql: ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0);",
            ],
        );
    }
}
