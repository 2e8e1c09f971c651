//! A table sets its own charset.
//!
//! The database sets it for all.

use crate::rules::prelude::*;

/// The rule `table-disallow-set-charset`.
pub(super) static RULE: Rule = Rule {
    code: "table-disallow-set-charset",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("table_disallow_set_charset.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for option in super::said::options(look).into_iter().filter(|option| option.key == "CHARSET") {
        marks.push(look.mark(&option.span, "the table sets a charset of its own").help("let the database set it"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int) CHARSET=utf8mb4;",
                "ALTER TABLE t CHARACTER SET utf8mb4;",
                "CREATE TABLE t (a int) ENGINE=InnoDB DEFAULT CHARSET=latin1;",
            ],
            &["CREATE TABLE t (a int);", "CREATE TABLE t (a text CHARACTER SET ascii);", "ALTER TABLE t ADD a int;"],
        );
    }
}
