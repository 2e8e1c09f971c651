//! INSERT … SELECT reads and writes in one transaction, and locks what it reads (MySQL).
//!
//! Instead, copy in batches by key.

use crate::rules::prelude::*;

/// The rule `insert-select`.
pub(super) static RULE: Rule = Rule {
    code: "insert-select",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("insert_select.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    let reads = insert.query.is_some() && look.unit.selects().iter().any(|select| select.from.is_some());
    if reads && look.is_shared(&insert.table) {
        let rows = look.dml.filter(|dml| dml.rows.estimate.is_some()).map(|dml| format!(": {}", dml.rows.shown()));
        let message = format!("what is read is locked, or the transaction is long{}", rows.unwrap_or_default());
        marks.push(look.mark_all(message).help("copy in batches by key"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "INSERT INTO t (a) SELECT b FROM u;",
                "mysql: REPLACE INTO t (a) SELECT b FROM u;",
                "INSERT INTO t (a) WITH x AS (SELECT 1 AS b FROM u) SELECT b FROM x;",
            ],
            &[
                "INSERT INTO t (a) SELECT 1;",
                "INSERT INTO t (a) VALUES (1);",
                "CREATE TABLE t (a int); INSERT INTO t (a) SELECT b FROM u;",
            ],
        );
    }
}
