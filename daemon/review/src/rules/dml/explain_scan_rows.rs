//! A statement that changes rows reads more rows than the team allows.
//!
//! What is read takes time and memory even where little is changed: one transaction, one snapshot, one wait. The plan comes from the
//! database of `--url`, or from the daemon's target; what its tables read is added.
//!
//! Instead, give its conditions and joins an index, or go through the table in batches by key.

use crate::facts::Explained;
use crate::rules::prelude::*;

/// The rule `explain-scan-rows`.
pub(super) static RULE: Rule = Rule {
    code: "explain-scan-rows",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1000000),
        about: "how many rows one statement may read",
    }],
    source: include_str!("explain_scan_rows.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(Explained::Rows { scans, .. }) = look.dml.and_then(|_| look.facts.explained.get(look.unit.text)) else {
        return;
    };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    let rows = scans.iter().filter_map(|scan| look.facts.read(scan)).fold(0, u64::saturating_add);
    if rows > most {
        let message = format!("it reads about {rows} rows, and at most {most} are allowed");
        marks.push(
            look.mark_all(message).help("give its conditions an index, or go through the table in batches by key"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let statements =
            [("UPDATE t SET a = 1 WHERE b = 2", 3), ("DELETE FROM t", 3), ("INSERT INTO u SELECT a FROM t", 3)];
        let facts = crate::cases::explaining(&[("t", 3000000)], &statements);
        crate::cases::check_facts(
            &super::RULE,
            "",
            &facts,
            &["UPDATE t SET a = 1 WHERE b = 2;", "mysql: DELETE FROM t;", "sqlite: INSERT INTO u SELECT a FROM t;"],
            &["UPDATE t SET a = 1 WHERE id = 2;", "INSERT INTO t (a) VALUES (1);", "SELECT a FROM t;"],
        );
        let more = "[rules.explain-scan-rows]\nnumber = 5000000";
        assert!(crate::cases::findings(&super::RULE, "DELETE FROM t;", more, &facts).is_empty());
    }
}
