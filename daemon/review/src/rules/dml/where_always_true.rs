//! A condition holds for every row, so that it is none.
//!
//! `1 = 1`, `true`, `id = id`: every row is changed or deleted, while the statement looks as if it were careful.
//!
//! Instead, name the rows.

use crate::rules::prelude::*;

/// The rule `where-always-true`.
pub(super) static RULE: Rule = Rule {
    code: "where-always-true",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("where_always_true.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (Form::Update(change) | Form::Delete(change)) = &look.unit.form else { return };
    let Some(condition) = &change.condition else { return };
    if look.is_shared(&change.table) && alternatives(look, condition).iter().any(|part| holds(look, change, part)) {
        let message = format!("the condition holds for every row of `{}`", change.table.shown());
        marks.push(look.mark(&look.unit.place(condition), message).help("name the rows that are meant"));
    }
}

/// The parts between the ORs outside of parentheses.
fn alternatives(look: &Look, range: &Tokens) -> Vec<Tokens> {
    let (mut depth, mut start, mut parts) = (0usize, range.start, Vec::new());
    for at in range.clone() {
        match look.unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && look.unit.is(at, "OR") => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    parts
}

fn holds(look: &Look, change: &Change, part: &Tokens) -> bool {
    let unit = look.unit;
    let (mut start, mut end) = (part.start, part.end);
    while end > start + 1 && unit.token(start) == "(" && unit.token(end - 1) == ")" {
        (start, end) = (start + 1, end - 1);
    }
    match end - start {
        1 => unit.is(start, "TRUE") || unit.token(start).parse::<i64>().is_ok_and(|number| number != 0),
        3 => {
            unit.token(start + 1) == "="
                && unit.token(start).eq_ignore_ascii_case(unit.token(start + 2))
                && unit.token(start) != "?"
        }
        4 if unit.are(start + 1, &["IS", "NOT", "NULL"]) => {
            let column = look.table(&change.table).and_then(|table| table.column(unit.token(start)));
            column.is_some_and(|column| column.not_null)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "DELETE FROM t WHERE 1 = 1;",
                "mysql: UPDATE t SET a = 1 WHERE b = 2 OR true;",
                "CREATE TABLE t (id int PRIMARY KEY);\n---\nDELETE FROM t WHERE (id IS NOT NULL);",
                "sqlite: DELETE FROM t WHERE id = id;",
            ],
            &[
                "DELETE FROM t WHERE a = 1;",
                "DELETE FROM t WHERE 1 = 1 AND b = 2;",
                "sqlite: DELETE FROM t WHERE a = ? OR b = 3;",
            ],
        );
    }
}
