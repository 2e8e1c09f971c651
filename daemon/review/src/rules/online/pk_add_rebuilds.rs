//! A primary key is added, and the whole table is written again.
//!
//! InnoDB stores the rows in the order of the key.
//!
//! Instead, change the table with an online tool, or `groundline online`.

use crate::rules::prelude::*;

/// The rule `pk-add-rebuilds`.
pub(super) static RULE: Rule = Rule {
    code: "pk-add-rebuilds",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("pk_add_rebuilds.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let adds = match &action.act {
            Act::AddConstraint(constraint) => matches!(constraint.demand, Demand::Primary(_)),
            Act::AddColumn { column, .. } => column.primary_key.is_some(),
            _ => false,
        };
        if adds {
            let message = format!("every row of `{}` is written again in the order of the key", alter.table.shown());
            marks
                .push(look.mark(&action.span, message).help("change it online: `groundline online`, gh-ost or pt-osc"));
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
                "ALTER TABLE t ADD PRIMARY KEY (a);",
                "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a, b);",
                "ALTER TABLE t ADD COLUMN id bigint AUTO_INCREMENT PRIMARY KEY;",
            ],
            &[
                "CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a);",
                "ALTER TABLE t ADD UNIQUE KEY (a);",
                "CREATE TABLE t (a int PRIMARY KEY);",
            ],
        );
    }
}
