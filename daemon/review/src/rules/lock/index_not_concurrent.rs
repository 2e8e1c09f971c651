//! An index is built while every write to the table waits.
//!
//! `CREATE INDEX` takes a SHARE lock for as long as the build lasts: reads go on, every INSERT, UPDATE and DELETE waits, and so does
//! everything that queues behind them. On a big table that is minutes.
//!
//! Instead, outside of a transaction:
//!
//! ```sql
//! CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
//! ```
//!
//! Not flagged: a table that the same file creates, a temporary table, and a partitioned parent, which cannot do it (build the
//! index on each partition, then on the parent).

use crate::rules::prelude::*;

/// The rule `index-not-concurrent`.
pub(super) static RULE: Rule = Rule {
    code: "index-not-concurrent",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["index-create-concurrently"],
    parameters: &[],
    source: include_str!("index_not_concurrent.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateIndex(index) = &look.unit.form else { return };
    let Some(table) = index.table.as_ref().filter(|table| look.is_shared(table)) else { return };
    if index.concurrently || index.only || look.table(table).is_some_and(|known| known.is_partitioned) {
        return;
    }
    let message = format!("every write to `{}` waits until this index is built", table.shown());
    let mark = look.mark_all(message).help("build it with CREATE INDEX CONCURRENTLY, outside of a transaction");
    marks.push(if look.session.in_transaction() {
        mark
    } else {
        look.inserting(mark, "build it concurrently", index.word.end, " CONCURRENTLY")
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE INDEX i ON t (a);",
                "CREATE UNIQUE INDEX IF NOT EXISTS i ON s.t USING gin (a, lower(b)) WHERE a > 0;",
                "CREATE TABLE t (a int);\n---\nBEGIN; CREATE INDEX i ON t (a); COMMIT;",
            ],
            &[
                "CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a);",
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n---\nCREATE INDEX i ON t (a);",
                "CREATE TEMP TABLE t (a int); CREATE INDEX i ON public.x2 USING btree (a) -- groundline: allow index-not-concurrent it is empty\n;",
            ],
        );
    }
}
