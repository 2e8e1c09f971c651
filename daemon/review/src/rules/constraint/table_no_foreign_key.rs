//! A foreign key is made, which the team does not use.
//!
//! Sharded tables and online changes by copying go badly with foreign keys; some teams keep references in the program.

use crate::rules::prelude::*;

/// The rule `table-no-foreign-key`.
pub(super) static RULE: Rule = Rule {
    code: "table-no-foreign-key",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["fk-banned"],
    parameters: &[],
    source: include_str!("table_no_foreign_key.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, _, reference, _) in look.references() {
        marks.push(
            look.mark(&reference.span, format!("`{}` gets a foreign key", table.shown()))
                .help("keep the reference without a constraint"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE a (x int REFERENCES b);",
                "mysql: ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "sqlite: CREATE TABLE a (x, FOREIGN KEY (x) REFERENCES b (id));",
            ],
            &[
                "CREATE TABLE a (x int);",
                "mysql: ALTER TABLE a DROP FOREIGN KEY f;",
                "sqlite: CREATE TABLE a (x CHECK (x > 0));",
            ],
        );
    }
}
