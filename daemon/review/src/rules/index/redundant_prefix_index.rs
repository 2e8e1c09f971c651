//! An index is over the first columns of another one.
//!
//! The longer one serves the same queries; every write keeps both up to date.
//!
//! Instead, drop the shorter one, where it is not unique.

use crate::rules::prelude::*;

/// The rule `redundant-prefix-index`.
pub(super) static RULE: Rule = Rule {
    code: "redundant-prefix-index",
    engines: ALL,
    level: Level::Notice,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("redundant_prefix_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, index, others, span) in super::made::indexes(look) {
        let is_plain =
            !index.is_unique && index.condition.is_none() && index.method.is_empty() && !index.columns.is_empty();
        let covers = |other: &&KnownIndex| {
            other.columns.len() > index.columns.len()
                && other.condition.is_none()
                && other.method.is_empty()
                && other.columns.iter().zip(&index.columns).all(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        if let Some(other) = others.iter().find(covers).filter(|_| is_plain) {
            let name = if other.name.is_empty() { "a key".to_owned() } else { format!("`{}`", other.name) };
            let mark = look.mark(&span, format!("{name} of `{table}` begins with the same columns"));
            marks.push(super::made::left_out(look, mark.help("leave the shorter one out"), &span));
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
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE INDEX i ON t (a);",
                "mysql: CREATE TABLE t (a int, b int, KEY i (a, b), KEY j (a));",
                "sqlite: CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (a);",
            ],
            &[
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE INDEX i ON t (b);",
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE UNIQUE INDEX u ON t (a);",
                "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WHERE b > 0; CREATE INDEX j ON t (a, b);",
            ],
        );
    }
}
