//! SQLite has no such form of ALTER TABLE.
//!
//! It can rename a table or column, add a column, and drop one. For all else build a new table, copy the rows, drop the old one and
//! rename, in one transaction.

use crate::rules::prelude::*;

/// The rule `sqlite-alter-unsupported`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-alter-unsupported",
    engines: SQLITE,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_alter_unsupported.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    for (at, action) in alter.actions.iter().enumerate() {
        let known = match &action.act {
            Act::RenameTo(_) | Act::RenameColumn(..) | Act::DropColumn { .. } => at == 0,
            Act::AddColumn { column, .. } => {
                at == 0
                    && column.primary_key.is_none()
                    && column.unique.is_none()
                    && column.generated != Some(Generated::Stored)
            }
            _ => false,
        };
        if !known {
            let message = "SQLite has no such form of ALTER TABLE";
            let help = "make a new table, copy the rows, drop the old one and rename, in one transaction";
            marks.push(look.mark(&action.span, message).help(help));
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
                "ALTER TABLE t ALTER COLUMN a TYPE text;",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
                "ALTER TABLE t ADD a int, ADD b int;",
                "ALTER TABLE t ADD COLUMN a int UNIQUE;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int DEFAULT 0;",
                "ALTER TABLE t RENAME a TO b;",
                "ALTER TABLE t DROP COLUMN a;",
            ],
        );
    }
}
