//! One transaction takes ACCESS EXCLUSIVE locks on several tables.
//!
//! Each waits for the running queries of its table while the others are blocked, and two such transactions may deadlock.
//!
//! Instead, one transaction for each table.

use crate::rules::prelude::*;

/// The rule `wide-lock-window`.
pub(super) static RULE: Rule = Rule {
    code: "wide-lock-window",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("wide_lock_window.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if !look.session.in_transaction() {
        return;
    }
    let strong = |mode: LockMode| mode == LockMode::AccessExclusive;
    let held: Vec<_> =
        look.session.held.iter().filter(|(_, (mode, _))| strong(*mode)).map(|(table, _)| table).collect();
    let taken = locks(look.unit, look.catalog);
    let new = taken.iter().find(|(table, mode, _)| strong(*mode) && !held.contains(&table));
    // Told once, at the second table.
    if let (Some((_, _, name)), [first]) = (new, held.as_slice()) {
        let message = format!("`{first}` stays locked while this waits for `{}`", name.shown());
        marks.push(look.mark_all(message).help("use a transaction for each table"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int; COMMIT;",
                "BEGIN; DROP TABLE a; TRUNCATE b; COMMIT;",
                "BEGIN; ALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD COLUMN y int; ALTER TABLE b ADD COLUMN x int; COMMIT;",
            ],
            &[
                "BEGIN; ALTER TABLE a ADD COLUMN x int; COMMIT; BEGIN; ALTER TABLE b ADD COLUMN x int; COMMIT;",
                "ALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int;",
                "BEGIN; ALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD COLUMN y int; COMMIT;",
            ],
        );
    }
}
