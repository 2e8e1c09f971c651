//! An index or constraint has no name.
//!
//! The database chooses one, which differs between servers and cannot be known when it is to be dropped.

use crate::rules::prelude::*;

/// The rule `index-unnamed`.
pub(super) static RULE: Rule = Rule {
    code: "index-unnamed",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_unnamed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, index) in look.indexes().into_iter().filter(|(_, index)| index.name.is_none()) {
        marks.push(look.mark(&index.span, "the database chooses the name of this index").help("name it"));
    }
    for (_, constraint) in look.constraints().into_iter().filter(|(_, one)| one.name.is_none()) {
        if !matches!(constraint.demand, Demand::Primary(_)) {
            marks.push(
                look.mark(&constraint.span, "the database chooses the name of this constraint")
                    .help("name it with CONSTRAINT"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE INDEX ON t (a);", "mysql: CREATE TABLE t (a int, KEY (a));", "ALTER TABLE t ADD CHECK (a > 0);"],
            &[
                "CREATE INDEX i ON t (a);",
                "mysql: CREATE TABLE t (a int, KEY k (a), PRIMARY KEY (a));",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
            ],
        );
    }
}
