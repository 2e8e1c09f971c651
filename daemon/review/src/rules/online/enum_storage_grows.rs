//! An ENUM or SET gets so many members that each row needs more bytes: the table is written anew.
//!
//! An ENUM of up to 255 members takes one byte, a larger one two; a SET takes 1, 2, 3, 4 or 8 bytes for up to 8, 16, 24, 32 and 64.
//!
//! Instead, a table of its own for the values.

use crate::rules::prelude::*;

/// The rule `enum-storage-grows`.
pub(super) static RULE: Rule = Rule {
    code: "enum-storage-grows",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &["set-storage-grows"],
    parameters: &[],
    source: include_str!("enum_storage_grows.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (span, old, new) in super::members::changes(look) {
        let is_set = look.unit.text.get(span.clone()).is_some_and(|text| text.to_lowercase().starts_with("set"));
        let (before, after) = (bytes(is_set, old.len()), bytes(is_set, new.len()));
        if after > before {
            marks.push(
                look.mark(
                    &span,
                    format!("each row needs {after} bytes for it, not {before}: the table is written anew"),
                ),
            );
        }
    }
}

/// How many bytes a value of so many members takes.
fn bytes(is_set: bool, members: usize) -> usize {
    match (is_set, members) {
        (false, ..=255) | (true, ..=8) => 1,
        (false, _) | (true, ..=16) => 2,
        (true, ..=24) => 3,
        (true, ..=32) => 4,
        (true, _) => 8,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a set('1','2','3','4','5','6','7','8'));\n---\nALTER TABLE t MODIFY a set('1','2','3','4','5','6','7','8','9');",
                "CREATE TABLE t (a set('a'));\n---\nALTER TABLE t MODIFY a set('a','b','c','d','e','f','g','h','i');",
                "CREATE TABLE t (a set('a'));\n---\nALTER TABLE t CHANGE a b set('a','b','c','d','e','f','g','h','i','j','k','l','m','n','o','p','q');",
            ],
            &[
                "CREATE TABLE t (a set('1','2'));\n---\nALTER TABLE t MODIFY a set('1','2','3');",
                "CREATE TABLE t (a enum('a'));\n---\nALTER TABLE t MODIFY a enum('a','b','c','d','e','f','g','h','i');",
                "ALTER TABLE t MODIFY a set('1','2','3','4','5','6','7','8','9');",
            ],
        );
    }
}
