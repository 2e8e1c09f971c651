//! A partitioned table's index cannot be built CONCURRENTLY.
//!
//! The server refuses it.
//!
//! Instead: `CREATE INDEX … ON ONLY parent`, then CONCURRENTLY on each partition, then `ALTER INDEX … ATTACH PARTITION`.

use crate::rules::prelude::*;

/// The rule `index-concurrently-on-partitioned`.
pub(super) static RULE: Rule = Rule {
    code: "index-concurrently-on-partitioned",
    engines: POSTGRES,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_concurrently_on_partitioned.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateIndex(index) = &look.unit.form else { return };
    let is_parent = index.table.as_ref().and_then(|table| look.table(table)).is_some_and(|table| table.is_partitioned);
    if index.concurrently && is_parent {
        let help =
            "CREATE INDEX ON ONLY the parent, CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION";
        marks.push(look.mark_all("the server refuses CONCURRENTLY on a partitioned table").help(help));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n---\nCREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE TABLE t (a int) PARTITION BY HASH (a); CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE TABLE s.t (a int) PARTITION BY LIST (a);\n---\nCREATE UNIQUE INDEX CONCURRENTLY i ON s.t (a);",
            ],
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n---\nCREATE INDEX i ON ONLY t (a);",
                "CREATE TABLE t (a int);\n---\nCREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE INDEX CONCURRENTLY i ON t (a);",
            ],
        );
    }
}
