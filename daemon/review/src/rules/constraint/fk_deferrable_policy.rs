//! A foreign key is checked at the end of the transaction.
//!
//! What breaks it is told by COMMIT, far from the statement that did it, and planners cannot rely on it before.
//!
//! Instead, insert the parent first.

use crate::rules::prelude::*;

/// The rule `fk-deferrable-policy`.
pub(super) static RULE: Rule = Rule {
    code: "fk-deferrable-policy",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_deferrable_policy.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, constraint) in look.constraints() {
        if constraint.deferrable && matches!(constraint.demand, Demand::Foreign(..)) {
            marks.push(
                look.mark(&constraint.span, "what breaks it is only told by COMMIT").help("insert the parent first"),
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
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (x) DEFERRABLE;",
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p (x) DEFERRABLE INITIALLY DEFERRED);",
                "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (x) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE;",
            ],
            &[
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (x) NOT DEFERRABLE;",
                "ALTER TABLE t ADD UNIQUE (a) DEFERRABLE;",
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p (x));",
            ],
        );
    }
}
