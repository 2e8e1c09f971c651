//! An exclusion constraint on an existing table has no online path.
//!
//! It builds its index and checks every row under an ACCESS EXCLUSIVE lock; there is neither CONCURRENTLY nor NOT VALID for it.
//!
//! Instead, make a new table with the constraint and move the rows over, or do it in a window in which nobody uses the table.

use crate::rules::prelude::*;

/// The rule `exclusion-constraint-existing-table`.
pub(super) static RULE: Rule = Rule {
    code: "exclusion-constraint-existing-table",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("exclusion_constraint_existing_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        if constraint.demand == Demand::Exclude {
            let message = format!("reads and writes of `{}` wait until every row is checked", alter.table.shown());
            marks.push(look.mark(&constraint.span, message).help("there is no online form; plan a window for it"));
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
                "ALTER TABLE r ADD CONSTRAINT e EXCLUDE USING gist (room WITH =, during WITH &&);",
                "ALTER TABLE r ADD EXCLUDE USING gist (during WITH &&);",
                "ALTER TABLE s.r ADD COLUMN x int, ADD CONSTRAINT e EXCLUDE (a WITH =);",
            ],
            &[
                "CREATE TABLE r (during tsrange, EXCLUDE USING gist (during WITH &&));",
                "CREATE TABLE r (during tsrange); ALTER TABLE r ADD EXCLUDE USING gist (during WITH &&);",
                "ALTER TABLE r ADD CONSTRAINT e UNIQUE USING INDEX e;",
            ],
        );
    }
}
