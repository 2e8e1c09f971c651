//! Every row of a table is deleted: DELETE without WHERE.
//!
//! Mostly a forgotten condition.
//!
//! Instead, name the rows, and delete many of them in batches.

use crate::rules::prelude::*;

/// The rule `delete-without-where`.
pub(super) static RULE: Rule = Rule {
    code: "delete-without-where",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-where-require-update-delete"],
    parameters: &[],
    source: include_str!("delete_without_where.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Delete(change) = &look.unit.form else { return };
    if change.condition.is_none() && change.limit.is_none() && !change.has_join && look.is_shared(&change.table) {
        let message = format!("every row of `{}` is deleted", change.table.shown());
        marks.push(look.mark_all(message).help("add a WHERE; where all rows are meant, delete them in batches by key"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DELETE FROM t;", "mysql: DELETE FROM `t` ORDER BY a;", "sqlite: DELETE FROM t RETURNING a;"],
            &[
                "DELETE FROM t WHERE a = 1;",
                "CREATE TABLE t (a int); DELETE FROM t;",
                "WITH x AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM x);",
            ],
        );
    }
}
