//! A temporary table is made, which the team does not use.
//!
//! Replication by statement loses it when the replica restarts.

use crate::rules::prelude::*;

/// The rule `temp-table-banned`.
pub(super) static RULE: Rule = Rule {
    code: "temp-table-banned",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("temp_table_banned.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::CreateTable(create) = &look.unit.form
        && create.is_temporary
    {
        marks.push(look.mark_all("temporary tables are not allowed"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TEMPORARY TABLE t (a int);",
                "CREATE TEMPORARY TABLE IF NOT EXISTS t SELECT 1 AS a;",
                "CREATE TEMPORARY TABLE t LIKE u;",
            ],
            &["CREATE TABLE t (a int);", "DROP TEMPORARY TABLE t;", "CREATE VIEW v AS SELECT 1 AS a;"],
        );
    }
}
