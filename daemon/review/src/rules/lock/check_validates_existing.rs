//! A CHECK is tested on every row while every read and write of the table waits.
//!
//! `ADD CHECK` holds an ACCESS EXCLUSIVE lock for the whole scan.
//!
//! Instead, in two transactions; VALIDATE lets reads and writes through:
//!
//! ```sql
//! ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
//! ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
//! ```

use crate::rules::prelude::*;

/// The rule `check-validates-existing`.
pub(super) static RULE: Rule = Rule {
    code: "check-validates-existing",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-add-check-not-valid"],
    parameters: &[],
    source: include_str!("check_validates_existing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        if !matches!(constraint.demand, Demand::Check(_)) || constraint.not_valid || constraint.not_enforced {
            continue;
        }
        let message = format!("reads and writes of `{}` wait while every row is tested", alter.table.shown());
        let mark = look.mark(&constraint.span, message);
        let mark = mark.help("add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own");
        marks.push(look.inserting(mark, "add it NOT VALID", constraint.span.end, " NOT VALID"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0);",
                "ALTER TABLE ONLY s.a ADD CHECK (x > (1 + 2));",
                "ALTER TABLE a ADD COLUMN y int, ADD CONSTRAINT c CHECK (y IS NOT NULL);",
            ],
            &[
                "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;",
                "CREATE TABLE a (x int); ALTER TABLE a ADD CHECK (x > 0);",
                "ALTER TABLE a DROP CONSTRAINT c;",
            ],
        );
    }
}
