//! VACUUM stands in a transaction.
//!
//! SQLite refuses it there. On a big file it also needs twice its size, and blocks every other connection.
//!
//! Instead, run it alone, at a quiet time.

use crate::rules::prelude::*;

/// The rule `sqlite-vacuum-in-tx`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-vacuum-in-tx",
    engines: SQLITE,
    level: Level::Error,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_vacuum_in_tx.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if matches!(look.unit.form, Form::Vacuum { .. }) && look.session.in_transaction() {
        marks.push(look.mark_all("VACUUM cannot run in a transaction").help("run it alone, in a file of its own"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; VACUUM; COMMIT;",
                "BEGIN IMMEDIATE; DELETE FROM t WHERE a = 1; VACUUM main;",
                "BEGIN; VACUUM INTO 'copy.db'; END;",
            ],
            &["VACUUM;", "BEGIN; COMMIT; VACUUM;", "BEGIN; SELECT 1; COMMIT;"],
        );
    }
}
