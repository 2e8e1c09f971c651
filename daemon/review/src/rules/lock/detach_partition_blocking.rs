//! A partition is detached while every read and write of the whole table waits.
//!
//! `DETACH PARTITION` takes an ACCESS EXCLUSIVE lock on the parent.
//!
//! Instead, from PostgreSQL 14 on and outside of a transaction:
//!
//! ```sql
//! ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;
//! ```

use crate::rules::prelude::*;

/// The rule `detach-partition-blocking`.
pub(super) static RULE: Rule = Rule {
    code: "detach-partition-blocking",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("detach_partition_blocking.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::Detach(_, false) = &action.act else { continue };
        let message = format!(
            "reads and writes of `{}` wait for this, and it waits for every running query",
            alter.table.shown()
        );
        let mark =
            look.mark(&action.span, message).help("use DETACH PARTITION … CONCURRENTLY, outside of a transaction");
        marks.push(if look.session.in_transaction() {
            mark
        } else {
            look.inserting(mark, "detach it concurrently", action.span.end, " CONCURRENTLY")
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
                "ALTER TABLE p DETACH PARTITION c;",
                "ALTER TABLE s.p DETACH PARTITION s.c;",
                "BEGIN; ALTER TABLE p DETACH PARTITION c; COMMIT;",
            ],
            &[
                "ALTER TABLE p DETACH PARTITION c CONCURRENTLY;",
                "ALTER TABLE p DETACH PARTITION c FINALIZE;",
                "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE c PARTITION OF p DEFAULT; ALTER TABLE p DETACH PARTITION c;",
            ],
        );
    }
}
