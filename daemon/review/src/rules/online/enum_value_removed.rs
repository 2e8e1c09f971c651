//! A member of an ENUM or SET is removed.
//!
//! Rows that hold it fail the change, or get the empty text where the mode is not strict.
//!
//! Instead, move the rows first, and check that none is left.

use crate::rules::prelude::*;

/// The rule `enum-value-removed`.
pub(super) static RULE: Rule = Rule {
    code: "enum-value-removed",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &["set-value-removed"],
    parameters: &[],
    source: include_str!("enum_value_removed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (span, old, new) in super::members::changes(look) {
        let lost: Vec<_> =
            old.iter().filter(|member| !new.contains(member)).map(|member| format!("'{member}'")).collect();
        if !lost.is_empty() {
            let message = format!("rows that hold {} fail, or become ''", lost.join(", "));
            marks.push(look.mark(&span, message).help("move those rows first"));
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
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x');",
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t CHANGE a b enum('x','z') NOT NULL;",
                "CREATE TABLE t (a set('x','y'));\n---\nALTER TABLE t MODIFY a set('y');",
            ],
            &[
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x','y','z');",
                "CREATE TABLE t (a enum('x'));\n---\nALTER TABLE t MODIFY a varchar(10);",
                "ALTER TABLE t MODIFY a enum('x');",
            ],
        );
    }
}
