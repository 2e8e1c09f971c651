//! A table does not say its collation.
//!
//! It then depends on the server that the file is run on.

use crate::rules::prelude::*;

/// The rule `table-require-collation`.
pub(super) static RULE: Rule = Rule {
    code: "table-require-collation",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("table_require_collation.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::said::requires(look, marks, "COLLATE", "collation");
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);",
                "CREATE TABLE t (a text COLLATE ascii_bin);",
                "CREATE TABLE t (a int) CHARSET=utf8mb4;",
            ],
            &[
                "CREATE TABLE t (a int) COLLATE=utf8mb4_bin;",
                "CREATE TABLE t LIKE u;",
                "CREATE TEMPORARY TABLE t (a int);",
            ],
        );
    }
}
