//! A NOT NULL column without a default is added to an existing table.
//!
//! On a table with rows PostgreSQL and SQLite refuse it; MySQL fills in 0 or the empty text. And programs that insert without the
//! new column fail from then on.
//!
//! Instead, give it a default, or add it nullable, fill it, and set NOT NULL later:
//!
//! ```sql
//! ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en';
//! ```

use crate::rules::prelude::*;

/// The rule `add-required-column`.
pub(super) static RULE: Rule = Rule {
    code: "add-required-column",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["not-null-add-nonempty"],
    parameters: &[],
    source: include_str!("add_required_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        if column.not_null.is_some() && !column.fills_itself() {
            let message = format!(
                "`{}` cannot take `{}`: old rows and old INSERTs have no value for it",
                alter.table.shown(),
                column.name()
            );
            let help = "give it a DEFAULT, or add it nullable, fill it, and SET NOT NULL later";
            let mark = look.mark(&column.span, message).help(help);
            let default = look.plain_default(column).zip(column.not_null.as_ref());
            marks.push(match default {
                Some((value, not_null)) => {
                    look.inserting(mark, "give it a default", not_null.end, format!(" DEFAULT {value}"))
                }
                None => mark,
            });
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
                "ALTER TABLE t ADD COLUMN a int NOT NULL;",
                "mysql: ALTER TABLE t ADD a varchar(10) NOT NULL COMMENT 'x', ADD b int;",
                "sqlite: ALTER TABLE t ADD COLUMN a text NOT NULL;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0;",
                "CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN a int NOT NULL;",
                "mysql: ALTER TABLE t ADD a int NOT NULL AUTO_INCREMENT PRIMARY KEY;",
                "ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY NOT NULL;",
            ],
        );
    }
}
