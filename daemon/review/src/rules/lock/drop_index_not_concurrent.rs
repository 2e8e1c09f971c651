//! An index is dropped while every read and write of its table waits.
//!
//! `DROP INDEX` takes an ACCESS EXCLUSIVE lock on the table. The drop itself is quick, but it waits behind every running query, and
//! everything else waits behind it.
//!
//! Instead, outside of a transaction:
//!
//! ```sql
//! DROP INDEX CONCURRENTLY orders_customer_id_idx;
//! ```

use crate::rules::prelude::*;

/// The rule `drop-index-not-concurrent`.
pub(super) static RULE: Rule = Rule {
    code: "drop-index-not-concurrent",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["index-create-concurrently"],
    parameters: &[],
    source: include_str!("drop_index_not_concurrent.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    let is_shared =
        |name: &Name| look.catalog.table_of_index(name).is_none_or(|table| !look.catalog.is_of_file(table.born));
    if drop.kind != "INDEX" || drop.concurrently || !drop.names.iter().any(is_shared) {
        return;
    }
    let mark = look.mark_all("every read and write of the table waits for this, and it waits for every running query");
    let mark = mark.help("use DROP INDEX CONCURRENTLY, outside of a transaction");
    let is_plain = !look.session.in_transaction() && drop.names.len() == 1 && drop.cascade.is_none();
    marks.push(if is_plain {
        look.inserting(mark, "drop it concurrently", drop.word.end, " CONCURRENTLY")
    } else {
        mark
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "DROP INDEX i;",
                "DROP INDEX IF EXISTS s.i, s.j;",
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a);\n---\nDROP INDEX i;",
            ],
            &[
                "DROP INDEX CONCURRENTLY i;",
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a); DROP INDEX i;",
                "DROP VIEW i;",
            ],
        );
    }
}
