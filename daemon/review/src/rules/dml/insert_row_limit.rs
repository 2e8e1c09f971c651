//! One INSERT has more rows than the team allows.
//!
//! It is one transaction, one packet and one wait.
//!
//! Instead, split it. Rows of INSERT … SELECT are estimated by the database of `--url`, and to the daemon.

use crate::estimate::Dml;
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
    let is_over =
        |dml: &&Dml| dml.rows.estimate.is_some_and(|rows| usize::try_from(rows).is_ok_and(|rows| rows > most));
    if let Some(dml) = look.dml.filter(is_over) {
        let message = format!("{}, and at most {most} are allowed", dml.rows.shown());
        let mark = look.mark(&insert.table.span, message).help("split it");
        marks.push(match pieces(look, insert, most) {
            Some(edits) => look.rewriting(mark, "split it", edits),
            None => mark,
        });
    }
}

/// Commas between rows that become the end of one statement and the begin of the next; none where something follows the rows.
fn pieces(look: &Look, insert: &Insert, most: usize) -> Option<Vec<(Span, String)>> {
    let unit = look.unit;
    let first = insert.first_row.as_ref()?.start.checked_sub(1)?;
    let head = unit.text.get(..unit.tokens.get(first)?.span.start)?.trim_end();
    let (mut depth, mut rows, mut edits) = (0usize, 0usize, Vec::new());
    for at in first..unit.tokens.len() {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => {
                depth -= 1;
                rows += usize::from(depth == 0);
            }
            "," if depth == 0 && most > 0 && rows.is_multiple_of(most) => {
                edits.push((unit.place(&(at..at + 1)), format!(";\n{head}")));
            }
            "," => {}
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    (!edits.is_empty()).then_some(edits)
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
