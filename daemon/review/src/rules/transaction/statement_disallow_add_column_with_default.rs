//! A column is added with a default.
//!
//! Old servers write the table again for it.

use crate::rules::prelude::*;

/// The rule `statement-disallow-add-column-with-default`.
pub(super) static RULE: Rule = Rule {
    code: "statement-disallow-add-column-with-default",
    engines: POSTGRES_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_disallow_add_column_with_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.shared_actions() {
        if let Act::AddColumn { column, .. } = &action.act
            && let Some(default) = &column.default
        {
            marks.push(
                look.mark(&look.unit.place(default), "a column is added with a default")
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
                "ALTER TABLE t ADD COLUMN a int DEFAULT 0;",
                "ALTER TABLE t ADD a text DEFAULT 'x' NOT NULL, ADD b int;",
                "sqlite: ALTER TABLE t ADD COLUMN a DEFAULT 1;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "CREATE TABLE t (a int DEFAULT 0);",
                "ALTER TABLE t ALTER COLUMN a SET DEFAULT 0;",
            ],
        );
    }
}
