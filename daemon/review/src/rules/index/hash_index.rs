//! An index is of method `hash`, which only knows equality.
//!
//! A btree does the same and also sorts, ranges and uniqueness.

use crate::rules::prelude::*;

/// The rule `hash-index`.
pub(super) static RULE: Rule = Rule {
    code: "hash-index",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("hash_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, index) in look.indexes().into_iter().filter(|(_, index)| index.method.as_deref() == Some("hash")) {
        let mark = look.mark(&index.span, "a hash index only knows equality").help("leave USING hash out");
        let mut places = look.unit.places(&look.unit.all(), "USING").filter(|at| look.unit.is(at + 1, "hash"));
        marks.push(match places.next() {
            Some(at) => {
                let before = look.unit.place(&(at - 1..at)).end;
                look.replacing(mark, "leave it out", &(before..look.unit.place(&(at..at + 2)).end), " ")
            }
            None => mark,
        });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE INDEX i ON t USING hash (a);",
                "CREATE INDEX CONCURRENTLY i ON s.t USING HASH (a);",
                "CREATE INDEX IF NOT EXISTS i ON t USING hash (lower(a));",
            ],
            &["CREATE INDEX i ON t (a);", "CREATE INDEX i ON t USING btree (a);", "CREATE INDEX i ON t USING gin (a);"],
        );
    }
}
