//! A transaction is begun and never committed.
//!
//! When the session ends, everything since BEGIN is undone.
//!
//! Instead, end the file with COMMIT.

use crate::rules::prelude::*;

/// The rule `uncommitted-transaction`.
pub(super) static RULE: Rule = Rule {
    code: "uncommitted-transaction",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("uncommitted_transaction.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(begun) = look.session.begun_at.and_then(|at| look.units.get(at)) else { return };
    let last = look.unit.offset + look.unit.span().end;
    let mut mark = look.mark_in(begun, &begun.head(), "this transaction is never committed: its work is undone");
    mark.fix = Some(("commit at the end".to_owned(), vec![(last..last, ";\nCOMMIT".to_owned())]));
    marks.push(mark.help("end the file with COMMIT"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TABLE t ADD COLUMN a int;",
                "mysql: START TRANSACTION; UPDATE t SET a = 1 WHERE b = 2",
                "sqlite: BEGIN IMMEDIATE; DELETE FROM t WHERE a = 1; COMMIT; BEGIN; SELECT 1;",
            ],
            &[
                "BEGIN; ALTER TABLE t ADD COLUMN a int; COMMIT;",
                "sqlite: BEGIN; DELETE FROM t WHERE a = 1; END;",
                "BEGIN; SELECT 1; ROLLBACK;",
            ],
        );
    }
}
