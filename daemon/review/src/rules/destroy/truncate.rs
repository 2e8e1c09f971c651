//! All rows of a table are thrown away.
//!
//! TRUNCATE takes an ACCESS EXCLUSIVE lock, fires no row triggers, and leaves no rows to take a snapshot of.
//!
//! Instead, delete the rows that must go by a condition, in batches.

use crate::rules::prelude::*;

/// The rule `truncate`.
pub(super) static RULE: Rule = Rule {
    code: "truncate",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-disallow-truncate"],
    parameters: &[],
    source: include_str!("truncate.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Truncate { tables, .. } = &look.unit.form else { return };
    for table in tables.iter().filter(|table| look.is_shared(table)) {
        let message = format!("all rows of `{}` are lost", table.shown());
        marks.push(look.mark(&table.span, message).help("delete what must go by a condition, in batches"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["TRUNCATE t;", "mysql: TRUNCATE TABLE t;", "TRUNCATE TABLE ONLY a, b RESTART IDENTITY;"],
            &[
                "CREATE TABLE t (a int); TRUNCATE t;",
                "DELETE FROM t WHERE a = 1;",
                "mysql: CREATE TEMPORARY TABLE t (a int); TRUNCATE TABLE t;",
            ],
        );
    }
}
