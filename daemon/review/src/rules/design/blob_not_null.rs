//! A TEXT, BLOB or JSON column is NOT NULL: MySQL has no literal default for it, so that every INSERT must name it.
//!
//! Instead, let it be NULL.

use crate::rules::prelude::*;

/// The rule `blob-not-null`.
pub(super) static RULE: Rule = Rule {
    code: "blob-not-null",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("blob_not_null.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        if let Some(span) = column.not_null.as_ref().filter(|_| column.ty.is_large() && !column.fills_itself()) {
            let message =
                format!("every INSERT must name `{}`: `{}` has no literal default", column.name(), column.ty.base);
            marks.push(look.mark(span, message));
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
                "CREATE TABLE t (a text NOT NULL);",
                "ALTER TABLE t ADD COLUMN a json NOT NULL;",
                "ALTER TABLE t MODIFY a longblob NOT NULL;",
            ],
            &[
                "CREATE TABLE t (a text);",
                "CREATE TABLE t (a varchar(9) NOT NULL);",
                "CREATE TABLE t (a text NOT NULL DEFAULT ('x'));",
            ],
        );
    }
}
