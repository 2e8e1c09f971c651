//! A column is added with an expression as its default, which is not done at once.
//!
//! The table is copied instead.

use crate::rules::prelude::*;

/// The rule `expression-default-add`.
pub(super) static RULE: Rule = Rule {
    code: "expression-default-add",
    engines: MYSQL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("expression_default_add.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        let Some(default) = &column.default else { continue };
        if look.unit.token(default.start) == "(" {
            marks.push(
                look.mark(
                    &look.unit.place(default),
                    format!("`{}` is copied: an expression is no instant default", alter.table.shown()),
                )
                .help("add it without, then SET DEFAULT"),
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
                "ALTER TABLE t ADD a varchar(36) DEFAULT (uuid());",
                "ALTER TABLE t ADD COLUMN a json DEFAULT ('{}');",
                "ALTER TABLE t ADD b int, ADD a date DEFAULT (curdate());",
            ],
            &[
                "ALTER TABLE t ADD a int DEFAULT 0;",
                "CREATE TABLE t (a varchar(36) DEFAULT (uuid()));",
                "ALTER TABLE t ADD a timestamp DEFAULT CURRENT_TIMESTAMP;",
            ],
        );
    }
}
