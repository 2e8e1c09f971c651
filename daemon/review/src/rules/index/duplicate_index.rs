//! Two indexes of a table are over the same columns.
//!
//! Every write keeps both up to date, and no query needs the second.
//!
//! Instead, drop one.

use crate::rules::prelude::*;

/// The rule `duplicate-index`.
pub(super) static RULE: Rule = Rule {
    code: "duplicate-index",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["table-no-duplicate-index"],
    parameters: &[],
    source: include_str!("duplicate_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, index, others, span) in super::made::indexes(look) {
        let same = |other: &&KnownIndex| {
            let is_same = other.columns.len() == index.columns.len()
                && other.columns.iter().zip(&index.columns).all(|(a, b)| a.eq_ignore_ascii_case(b));
            is_same && other.condition == index.condition && other.method == index.method && !index.columns.is_empty()
                && (other.is_unique || !index.is_unique)
                // MySQL drops the index of a foreign key when another one serves it.
                && (other.is_unique || !other.of_constraint)
        };
        if let Some(other) = others.iter().find(same) {
            let name = if other.name.is_empty() { "a key".to_owned() } else { format!("`{}`", other.name) };
            let message = format!("`{table}` has {name} over the same columns");
            let mark = look.mark(&span, message).help("keep one of the two");
            marks.push(super::made::left_out(look, mark, &span));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (a, b);",
                "mysql: CREATE TABLE t (a int, KEY i (a), KEY j (a));",
                "sqlite: CREATE TABLE t (a INTEGER, b UNIQUE); CREATE INDEX i ON t (b);",
            ],
            &[
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (b, a);",
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a) WHERE a > 0;",
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE UNIQUE INDEX u ON t (a);",
            ],
        );
    }
}
