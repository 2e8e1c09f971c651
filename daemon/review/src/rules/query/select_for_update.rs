//! A change locks rows for reading.
//!
//! `SELECT … FOR UPDATE` in a file of changes holds the rows until the end of its transaction, and nothing reads its result.
//!
//! Instead, leave it out.

use crate::rules::prelude::*;

/// The rule `select-for-update`.
pub(super) static RULE: Rule = Rule {
    code: "select-for-update",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("select_for_update.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if look.unit.form != Form::Query {
        return;
    }
    for select in look.unit.selects() {
        if let Some(span) = &select.lock {
            marks.push(look.mark(span, "the rows stay locked, and nobody reads them").help("leave it out"));
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
                "SELECT a FROM t FOR UPDATE;",
                "mysql: SELECT a FROM t WHERE a = 1 FOR UPDATE;",
                "SELECT a FROM t FOR NO KEY UPDATE SKIP LOCKED;",
            ],
            &["SELECT a FROM t;", "mysql: UPDATE t SET a = 1 WHERE b = 2;", "CREATE VIEW v AS SELECT a FROM t;"],
        );
    }
}
