//! A column is changed by CHANGE COLUMN.
//!
//! It names the column anew and says all of its definition: what is forgotten is lost.

use crate::rules::prelude::*;

/// The rule `column-disallow-change`.
pub(super) static RULE: Rule = Rule {
    code: "column-disallow-change",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_disallow_change.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.actions() {
        if let Act::Redefine { old: Some(_), .. } = &action.act {
            marks.push(
                look.mark(&action.span, "CHANGE COLUMN is not allowed").help("use MODIFY COLUMN, or RENAME COLUMN"),
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
                "ALTER TABLE t CHANGE a b int;",
                "ALTER TABLE t CHANGE COLUMN a a bigint;",
                "ALTER TABLE t ADD x int, CHANGE a b int;",
            ],
            &["ALTER TABLE t MODIFY a int;", "ALTER TABLE t RENAME COLUMN a TO b;", "ALTER TABLE t ADD COLUMN a int;"],
        );
    }
}
