//! An index on a partitioned table locks writes to every partition while it is built.
//!
//! Instead: `CREATE INDEX … ON ONLY parent`, CONCURRENTLY on each partition, then `ALTER INDEX … ATTACH PARTITION`.

use crate::rules::prelude::*;

/// The rule `partition-index-not-only`.
pub(super) static RULE: Rule = Rule {
    code: "partition-index-not-only",
    engines: POSTGRES,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("partition_index_not_only.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateIndex(index) = &look.unit.form else { return };
    let Some(table) = index.table.as_ref().filter(|table| look.is_shared(table)) else { return };
    if !index.only && !index.concurrently && look.table(table).is_some_and(|known| known.is_partitioned) {
        let help = "CREATE INDEX ON ONLY the parent, CONCURRENTLY on each partition, then ATTACH";
        marks.push(look.mark_all(format!("writes to every partition of `{}` wait", table.shown())).help(help));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n---\nCREATE INDEX i ON t (a);",
                "CREATE TABLE s.t (a int) PARTITION BY HASH (a);\n---\nCREATE UNIQUE INDEX i ON s.t (a);",
                "CREATE TABLE t (a int) PARTITION BY LIST (a);\n---\nCREATE INDEX IF NOT EXISTS i ON t USING btree (a);",
            ],
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n---\nCREATE INDEX i ON ONLY t (a);",
                "CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE INDEX i ON t (a);",
                "CREATE TABLE t (a int);\n---\nCREATE INDEX i ON t (a);",
            ],
        );
    }
}
