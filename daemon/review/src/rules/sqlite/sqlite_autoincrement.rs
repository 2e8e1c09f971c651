//! AUTOINCREMENT where the row's own number would do.
//!
//! It only keeps numbers of deleted rows from coming back, and costs a write to `sqlite_sequence` for each INSERT.
//!
//! Instead, `INTEGER PRIMARY KEY` alone.

use crate::rules::prelude::*;

/// The rule `sqlite-autoincrement`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-autoincrement",
    engines: SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_autoincrement.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let Some(span) = &column.auto_increment else { continue };
        let mark = look.mark(span, "each INSERT writes to `sqlite_sequence` too").help("leave it out");
        let start = look.unit.text[..span.start].trim_end().len();
        marks.push(look.replacing(mark, "leave it out", &(start..span.end), ""));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);",
                "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY ASC AUTOINCREMENT, a);",
                "CREATE TEMP TABLE t (a, id INTEGER PRIMARY KEY AUTOINCREMENT);",
            ],
            &[
                "CREATE TABLE t (id INTEGER PRIMARY KEY);",
                "CREATE TABLE t (a TEXT DEFAULT 'AUTOINCREMENT');",
                "SELECT 1;",
            ],
        );
    }
}
