//! A table partitioned by ranges has no last partition: a row beyond the last bound is refused.
//!
//! Instead, `PARTITION … VALUES LESS THAN MAXVALUE`, and a new partition is split off from it.

use crate::rules::prelude::*;

/// The rule `partition-default-missing`.
pub(super) static RULE: Rule = Rule {
    code: "partition-default-missing",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("partition_default_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let Form::CreateTable(create) = &unit.form else { return };
    let Some((span, _)) = &create.partition_by else { return };
    let is_range = unit.find(&["PARTITION", "BY", "RANGE"]).is_some();
    if is_range && unit.places(&unit.all(), "MAXVALUE").next().is_none() {
        let mark = look.mark(span, "a row beyond the last bound is refused");
        marks.push(mark.help("add a partition with VALUES LESS THAN (MAXVALUE)"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1));",
                "CREATE TABLE t (a date) PARTITION BY RANGE COLUMNS (a) (PARTITION p VALUES LESS THAN ('2024-01-01'));",
                "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1), PARTITION q VALUES LESS THAN (2));",
            ],
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1), PARTITION q VALUES LESS THAN MAXVALUE);",
                "CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 4;",
                "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1));",
            ],
        );
    }
}
