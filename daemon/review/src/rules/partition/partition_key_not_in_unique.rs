//! A primary or unique key lacks a column of the partition key.
//!
//! The server refuses it: uniqueness is only kept within a partition.
//!
//! Instead, add the partition key's columns to the key.

use crate::rules::prelude::*;

/// The rule `partition-key-not-in-unique`.
pub(super) static RULE: Rule = Rule {
    code: "partition-key-not-in-unique",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("partition_key_not_in_unique.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some((_, wanted)) = &create.partition_by else { return };
    let of_columns = create.columns.iter().filter(|column| column.primary_key.is_some() || column.unique.is_some());
    let of_columns = of_columns.map(|column| (vec![column.name()], column.span.clone()));
    let of_constraints =
        create.constraints.iter().filter(|one| matches!(one.demand, Demand::Primary(_) | Demand::Unique(_)));
    let of_constraints =
        of_constraints.map(|one| (one.columns().into_iter().map(Part::as_str).collect(), one.span.clone()));
    for (key, span) in of_columns.chain(of_constraints) {
        let known =
            |part: &&Part| create.columns.iter().any(|column| column.name().eq_ignore_ascii_case(part.as_str()));
        let lacks = |part: &&Part| !key.iter().any(|name: &&str| name.eq_ignore_ascii_case(part.as_str()));
        if let Some(part) = wanted.iter().filter(known).find(lacks) {
            marks.push(
                look.mark(&span, format!("the key lacks `{}`, by which the table is partitioned", part.as_str()))
                    .help("add it to the key"),
            );
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
                "CREATE TABLE t (id int PRIMARY KEY, day date) PARTITION BY RANGE (day);",
                "mysql: CREATE TABLE t (id int, day int, PRIMARY KEY (id)) PARTITION BY HASH (day) PARTITIONS 4;",
                "CREATE TABLE t (id int, day date, UNIQUE (id)) PARTITION BY LIST (day);",
            ],
            &[
                "CREATE TABLE t (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);",
                "mysql: CREATE TABLE t (id int, day int, PRIMARY KEY (id, day)) PARTITION BY HASH (day);",
                "CREATE TABLE t (id int, day date) PARTITION BY RANGE (day);",
            ],
        );
    }
}
