//! A NOT NULL column is added without a default, and MySQL fills the old rows with 0 or the empty text.
//!
//! It does so in silence, in strict mode too.
//!
//! Instead, say the value: `ADD COLUMN locale varchar(10) NOT NULL DEFAULT 'en'`.

use crate::rules::prelude::*;

/// The rule `mysql-implicit-zero-value`.
pub(super) static RULE: Rule = Rule {
    code: "mysql-implicit-zero-value",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("mysql_implicit_zero_value.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        if column.not_null.is_some() && !column.fills_itself() {
            let message =
                format!("old rows of `{}` get 0 or '' in `{}`, and nobody is told", alter.table.shown(), column.name());
            marks.push(look.mark(&column.span, message).help("say the value with DEFAULT"));
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
                "ALTER TABLE t ADD a int NOT NULL;",
                "ALTER TABLE t ADD COLUMN a varchar(10) NOT NULL AFTER b;",
                "ALTER TABLE t ADD COLUMN a datetime NOT NULL, ADD b int;",
            ],
            &[
                "ALTER TABLE t ADD a int NOT NULL DEFAULT 0;",
                "ALTER TABLE t ADD a int;",
                "CREATE TABLE t (b int); ALTER TABLE t ADD a int NOT NULL;",
            ],
        );
    }
}
