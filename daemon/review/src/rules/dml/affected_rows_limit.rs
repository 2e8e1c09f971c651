//! A statement may change more rows than the team allows.
//!
//! One transaction then holds its locks for long, and replicas fall behind. How many rows a table has is known with `--url`, and to the
//! daemon; a condition on a unique key is about few rows, any other may be about all.
//!
//! Instead, change them in batches by key.

use crate::rules::prelude::*;

/// The rule `affected-rows-limit`.
pub(super) static RULE: Rule = Rule {
    code: "affected-rows-limit",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-affected-row-limit", "long-backfill-in-migration"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1000),
        about: "how many rows one statement may change",
    }],
    source: include_str!("affected_rows_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (table, condition, span) = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) if change.limit.is_none() => {
            (&change.table, change.condition.as_ref(), &change.table.span)
        }
        _ => return,
    };
    let Some(known) = look.table(table) else { return };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    let Some(rows) = known.rows.filter(|rows| *rows > most) else { return };
    if !condition.is_some_and(|condition| is_by_key(look, known, condition)) {
        let message =
            format!("it may change all of about {rows} rows of `{}`, and at most {most} are allowed", table.shown());
        marks.push(look.mark(span, message).help("change them in batches by key"));
    }
}

/// Whether the condition holds every column of a unique key to a value or a range.
fn is_by_key(look: &Look, table: &Table, condition: &Tokens) -> bool {
    let has_or = look.unit.places(condition, "OR").next().is_some();
    let is_held = |column: &String| {
        condition.clone().any(|at| {
            let names = look.unit.token(at).trim_matches(['"', '`']).eq_ignore_ascii_case(column);
            names
                && (matches!(look.unit.token(at + 1), "=" | "<" | "<=")
                    || look.unit.is(at + 1, "IN")
                    || look.unit.is(at + 1, "BETWEEN"))
        })
    };
    !has_or
        && table
            .indexes
            .iter()
            .any(|index| index.is_unique && !index.columns.is_empty() && index.columns.iter().all(is_held))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_rows(
            &super::RULE,
            &[("t", 2000000)],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 1 WHERE a IS NULL;",
                "mysql: CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nDELETE FROM t WHERE a < 5;",
                "sqlite: CREATE TABLE t (id INTEGER PRIMARY KEY, a);\n---\nDELETE FROM t;",
            ],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 1 WHERE id = 5;",
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nDELETE FROM t WHERE id BETWEEN 1 AND 1000 AND a IS NULL;",
                "CREATE TABLE u (id int PRIMARY KEY, a int);\n---\nUPDATE u SET a = 1 WHERE a IS NULL;",
            ],
        );
    }
}
