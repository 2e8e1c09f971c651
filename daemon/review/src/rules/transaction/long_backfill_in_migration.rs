//! A file that changes the schema changes many rows as well.
//!
//! The schema change waits for the rows, or its locks are held while they are written; where the runner has one transaction for the file,
//! both. How many rows it changes is told by the database of `--url`, and to the daemon.
//!
//! Instead, ship the schema change alone, and change the rows behind it in batches by key, each in a transaction of its own.

use crate::rules::prelude::*;

/// The rule `long-backfill-in-migration`.
pub(super) static RULE: Rule = Rule {
    code: "long-backfill-in-migration",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10000),
        about: "how many rows one statement may change beside a schema change",
    }],
    source: include_str!("long_backfill_in_migration.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    let Some(dml) = look.dml.filter(|dml| dml.rows.estimate.is_some_and(|rows| rows > most)) else { return };
    if look.units.iter().any(|unit| unit.form.is_ddl()) {
        let message = format!("it changes {} in a file that changes the schema", dml.rows.shown());
        marks.push(look.mark_all(message).help("change the rows in batches, behind the schema change"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let statements =
            [("UPDATE t SET a = 1", 50000), ("DELETE FROM t WHERE b", 50000), ("INSERT INTO u SELECT a FROM t", 50000)];
        crate::cases::check_facts(
            &super::RULE,
            "",
            &crate::cases::explaining(&[("t", 50000)], &statements),
            &[
                "ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1;",
                "mysql: DELETE FROM t WHERE b; ALTER TABLE t ADD INDEX (b);",
                "sqlite: CREATE INDEX i ON t (a); INSERT INTO u SELECT a FROM t;",
            ],
            &[
                "UPDATE t SET a = 1;",
                "CREATE TABLE t (id int PRIMARY KEY);\n---\nALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE id = 5;",
                "CREATE INDEX i ON t (a); INSERT INTO t (a) VALUES (1);",
            ],
        );
    }
}
