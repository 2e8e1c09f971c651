//! A table gets more partitions than the team allows: each is opened when the table is, and planning gets slower with their number.
//!
//! Instead, larger partitions.

use crate::rules::prelude::*;

/// The rule `partition-count`.
pub(super) static RULE: Rule = Rule {
    code: "partition-count",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(128),
        about: "how many partitions a table may have",
    }],
    source: include_str!("partition_count.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let Form::CreateTable(create) = &unit.form else { return };
    let Some((span, _)) = &create.partition_by else { return };
    let most = look.parameters.count("number");
    let written = unit.places(&unit.all(), "PARTITION").filter(|at| !unit.is(at + 1, "BY")).count();
    let counted =
        unit.places(&unit.all(), "PARTITIONS").filter_map(|at| unit.token(at + 1).parse::<usize>().ok()).max();
    let count = counted.unwrap_or(written).max(written);
    if count > most {
        marks.push(look.mark(span, format!("{count} partitions, and at most {most} are allowed")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.partition-count]\nnumber = 2",
            &[
                "CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 4;",
                "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p1 VALUES LESS THAN (1), PARTITION p2 VALUES LESS THAN (2), PARTITION p3 VALUES LESS THAN (3));",
                "CREATE TABLE t (a int) PARTITION BY KEY (a) PARTITIONS 1024;",
            ],
            &[
                "CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 2;",
                "CREATE TABLE t (a int);",
                "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1));",
            ],
        );
    }
}
