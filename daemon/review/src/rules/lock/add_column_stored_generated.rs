//! A stored generated column is added to an existing table, so that every row is written again.
//!
//! PostgreSQL does it under an ACCESS EXCLUSIVE lock, MySQL by copying the table.
//!
//! Instead, use a VIRTUAL one where the engine has it (MySQL, MariaDB, PostgreSQL 18), or a plain column that a trigger fills,
//! with the old rows filled in batches.

use crate::rules::prelude::*;

/// The rule `add-column-stored-generated`.
pub(super) static RULE: Rule = Rule {
    code: "add-column-stored-generated",
    engines: SERVERS,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("add_column_stored_generated.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        if column.generated == Some(Generated::Stored) {
            let message =
                format!("every row of `{}` is computed and written again, and writes wait", alter.table.shown());
            let help = "make it VIRTUAL, or fill a plain column by a trigger and in batches";
            marks.push(look.mark(&column.span, message).help(help));
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
                "ALTER TABLE t ADD COLUMN total int GENERATED ALWAYS AS (a + b) STORED;",
                "mysql: ALTER TABLE t ADD COLUMN total int AS (a + b) STORED;",
                "mysql: ALTER TABLE t ADD total int GENERATED ALWAYS AS (a * 2) PERSISTENT, ADD x int;",
            ],
            &[
                "mysql: ALTER TABLE t ADD COLUMN total int AS (a + b) VIRTUAL;",
                "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED);",
                "ALTER TABLE t ADD COLUMN total int;",
            ],
        );
    }
}
