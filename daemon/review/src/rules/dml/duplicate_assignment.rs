//! One column is set twice in one statement.
//!
//! PostgreSQL refuses it; MySQL and SQLite keep one of the two values and say nothing.

use crate::rules::prelude::*;

/// The rule `duplicate-assignment`.
pub(super) static RULE: Rule = Rule {
    code: "duplicate-assignment",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("duplicate_assignment.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let parts: Vec<&Part> = match &look.unit.form {
        Form::Update(change) if !change.has_join => change.assignments.iter().map(|(part, _)| part).collect(),
        Form::Insert(insert) => insert.columns.iter().flatten().collect(),
        _ => return,
    };
    for (at, part) in parts.iter().enumerate() {
        if parts[..at].iter().any(|other| other.as_str().eq_ignore_ascii_case(part.as_str())) {
            marks.push(look.mark(&part.span, format!("`{}` is set twice", part.as_str())).help("keep one of the two"));
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
                "UPDATE t SET a = 1, b = 2, a = 3 WHERE c = 4;",
                "mysql: INSERT INTO t (a, A) VALUES (1, 2);",
                "sqlite: UPDATE t SET a = 1, \"a\" = 2 WHERE b = 3;",
            ],
            &[
                "UPDATE t SET a = 1, b = 2 WHERE c = 3;",
                "mysql: UPDATE t JOIN u ON t.id = u.id SET t.a = 1, u.a = 2 WHERE t.b = 3;",
                "INSERT INTO t (a, b) VALUES (1, 2);",
            ],
        );
    }
}
