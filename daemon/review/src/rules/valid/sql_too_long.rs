//! A statement is longer than the team allows: nobody can review it, and some drivers and proxies refuse it.
//!
//! Instead, several statements.

use crate::rules::prelude::*;

/// The rule `sql-too-long`.
pub(super) static RULE: Rule = Rule {
    code: "sql-too-long",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(65_536),
        about: "how many bytes a statement may have",
    }],
    source: include_str!("sql_too_long.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (length, most) = (look.unit.text.len(), look.parameters.count("number"));
    if length > most {
        marks.push(look.mark_all(format!("the statement has {length} bytes, and at most {most} are allowed")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.sql-too-long]\nnumber = 20",
            &[
                "SELECT 1, 2, 3, 4, 5, 6;",
                "mysql: INSERT INTO t (a) VALUES (1), (2), (3);",
                "sqlite: DELETE FROM t WHERE a = 'something';",
            ],
            &["SELECT 1;", "mysql: DROP TABLE t;", "sqlite: SELECT 12345;"],
        );
    }
}
