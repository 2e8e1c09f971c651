//! One INSERT has more rows than the team allows.
//!
//! It is one transaction, one packet and one wait.
//!
//! Instead, split it. Rows of INSERT … SELECT are estimated by the database of `--url`, and to the daemon.

use crate::rules::prelude::*;

/// The rule `insert-row-limit`.
pub(super) static RULE: Rule = Rule {
    code: "insert-row-limit",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["statement-insert-row-limit"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1000),
        about: "how many rows one statement may have",
    }],
    source: include_str!("insert_row_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    if let Some(dml) = look.dml.filter(|dml| dml.rows.estimate.is_some_and(|rows| rows > most)) {
        let message = format!("{}, and at most {most} are allowed", dml.rows.shown());
        marks.push(look.mark(&insert.table.span, message).help("split it"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.insert-row-limit]\nnumber = 2",
            &[
                "INSERT INTO t (a) VALUES (1), (2), (3);",
                "mysql: REPLACE INTO t (a) VALUES (1), (2), (3);",
                "sqlite: INSERT INTO t VALUES (1, 2), (3, 4), (5, 6);",
            ],
            &[
                "INSERT INTO t (a) VALUES (1), (2);",
                "INSERT INTO t (a) SELECT b FROM u;",
                "INSERT INTO t DEFAULT VALUES;",
            ],
        );
        let facts = crate::cases::explaining(&[("t", 90)], &[("INSERT INTO u SELECT a FROM t", 90)]);
        let (big, small) = ("[rules.insert-row-limit]\nnumber = 50", "[rules.insert-row-limit]\nnumber = 100");
        let copies = [
            "INSERT INTO u SELECT a FROM t;",
            "mysql: INSERT INTO u SELECT a FROM t;",
            "sqlite: INSERT INTO u SELECT a FROM t;",
        ];
        let fresh =
            ["INSERT INTO u SELECT a FROM v;", "CREATE TABLE u (a int); INSERT INTO u SELECT a FROM t;", "SELECT 1;"];
        crate::cases::check_facts(&super::RULE, big, &facts, &copies, &fresh);
        assert!(crate::cases::findings(&super::RULE, copies[0], small, &facts).is_empty());
    }
}
