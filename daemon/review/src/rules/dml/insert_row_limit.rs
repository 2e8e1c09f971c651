//! One INSERT has more rows than the team allows.
//!
//! It is one transaction, one packet and one wait.
//!
//! Instead, split it. Rows of INSERT … SELECT are estimated where there is a connection.

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
    let most = look.parameters.count("number");
    if insert.rows.len() > most {
        let message = format!("{} rows, and at most {most} are allowed", insert.rows.len());
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
    }
}
