//! A statement that changes rows reads all of a table that is not small.
//!
//! Every row is read to find the few that are changed, and MySQL locks each row that it reads. The plan comes from the database of
//! `--url`, or from the daemon's target.
//!
//! Instead, give the condition an index, or go through the table in batches by key:
//!
//! ```sql
//! UPDATE orders SET state = 'old' WHERE id BETWEEN 1 AND 10000 AND placed < '2020-01-01';
//! ```

use crate::facts::Explained;
use crate::rules::prelude::*;

/// The rule `explain-full-scan`.
pub(super) static RULE: Rule = Rule {
    code: "explain-full-scan",
    engines: ALL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10000),
        about: "how many rows a table may have that is read as a whole",
    }],
    source: include_str!("explain_full_scan.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(Explained::Rows { scans, .. }) = look.dml.and_then(|_| look.facts.explained.get(look.unit.text)) else {
        return;
    };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    for scan in scans.iter().filter(|scan| scan.is_full) {
        if let Some(rows) = look.facts.read(scan).filter(|rows| *rows > most) {
            let message = format!("it reads all of about {rows} rows of `{}` ({})", scan.table, scan.access);
            marks.push(
                look.mark_all(message).help("give the condition an index, or go through the table in batches by key"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let update = "UPDATE t SET a = 1 WHERE b = 2";
        let statements = [(update, 3), ("DELETE FROM t WHERE b = 2", 3), ("INSERT INTO u SELECT a FROM t", 3)];
        crate::cases::check_facts(
            &super::RULE,
            "",
            &crate::cases::explaining(&[("t", 20000)], &statements),
            &[
                "UPDATE t SET a = 1 WHERE b = 2;",
                "mysql: DELETE FROM t WHERE b = 2;",
                "sqlite: INSERT INTO u SELECT a FROM t;",
            ],
            &["UPDATE t SET a = 1 WHERE id = 2;", "INSERT INTO t (a) VALUES (1);", "SELECT a FROM t;"],
        );
        let small = crate::cases::explaining(&[("t", 500)], &statements);
        assert!(crate::cases::findings(&super::RULE, &format!("{update};"), "", &small).is_empty());
    }
}
