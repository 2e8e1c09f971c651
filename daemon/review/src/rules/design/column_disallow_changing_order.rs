//! A column is put at another place by FIRST or AFTER.
//!
//! Before MySQL 8.0.29 that copies the table.

use crate::rules::prelude::*;

/// The rule `column-disallow-changing-order`.
pub(super) static RULE: Rule = Rule {
    code: "column-disallow-changing-order",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &["column-position-change"],
    parameters: &[],
    source: include_str!("column_disallow_changing_order.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.actions() {
        if let Act::Redefine { column, .. } = &action.act
            && let Some(span) = &column.position
        {
            let mark = look.mark(span, "the order of the columns is changed").help("leave the column where it is");
            marks.push(look.replacing(mark, "leave it where it is", span, ""));
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
                "ALTER TABLE t MODIFY a int FIRST;",
                "ALTER TABLE t CHANGE a b int AFTER c;",
                "ALTER TABLE t MODIFY COLUMN a varchar(10) NOT NULL AFTER `c d`;",
            ],
            &["ALTER TABLE t MODIFY a int;", "ALTER TABLE t ADD a int FIRST;", "CREATE TABLE t (a int);"],
        );
    }
}
