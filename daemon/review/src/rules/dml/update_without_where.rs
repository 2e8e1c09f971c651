//! Every row of a table is changed: UPDATE without WHERE.
//!
//! Mostly a forgotten condition; otherwise a change that locks every row in one transaction.
//!
//! Instead, name the rows, and change many of them in batches:
//!
//! ```sql
//! UPDATE users SET active = true WHERE active IS NULL AND id BETWEEN 1 AND 10000;
//! ```

use crate::rules::prelude::*;

/// The rule `update-without-where`.
pub(super) static RULE: Rule = Rule {
    code: "update-without-where",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-where-require-update-delete"],
    parameters: &[],
    source: include_str!("update_without_where.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Update(change) = &look.unit.form else { return };
    if change.condition.is_none() && change.limit.is_none() && look.is_shared(&change.table) {
        let message = format!("every row of `{}` is changed", change.table.shown());
        marks.push(look.mark_all(message).help("add a WHERE; where all rows are meant, change them in batches by key"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "UPDATE t SET a = 1;",
                "mysql: UPDATE t SET a = (SELECT max(b) FROM u WHERE c = 1);",
                "sqlite: UPDATE t SET a = 1 RETURNING a;",
            ],
            &[
                "UPDATE t SET a = 1 WHERE b = 2;",
                "CREATE TABLE t (a int); UPDATE t SET a = 1;",
                "mysql: UPDATE t SET a = 1 LIMIT 10;",
            ],
        );
    }
}
