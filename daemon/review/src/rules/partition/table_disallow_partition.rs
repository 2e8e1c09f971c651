//! A partitioned table is made, which the team does not use.
//!
//! Partitions need keys, queries and upkeep of their own.

use crate::rules::prelude::*;

/// The rule `table-disallow-partition`.
pub(super) static RULE: Rule = Rule {
    code: "table-disallow-partition",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &["partition-banned"],
    parameters: &[],
    source: include_str!("table_disallow_partition.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::CreateTable(create) = &look.unit.form {
        marks.extend(create.partition_by.iter().map(|(span, _)| look.mark(span, "partitioned tables are not allowed")));
    }
    for (_, action) in look.actions() {
        let text = look.unit.text.get(action.span.clone()).unwrap_or_default().to_ascii_uppercase();
        if look.is_mysql() && text.starts_with("PARTITION BY") {
            marks.push(look.mark(&action.span, "partitioned tables are not allowed"));
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
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);",
                "mysql: CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 4;",
                "mysql: ALTER TABLE t PARTITION BY HASH (a) PARTITIONS 4;",
            ],
            &["CREATE TABLE t (a int);", "CREATE TABLE c PARTITION OF p DEFAULT;", "mysql: ALTER TABLE t ADD a int;"],
        );
    }
}
