//! A view is made, which the team does not use.
//!
//! It hides what a query costs.

use crate::rules::prelude::*;

/// The rule `system-view-disallow-create`.
pub(super) static RULE: Rule = Rule {
    code: "system-view-disallow-create",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["view-banned"],
    parameters: &[],
    source: include_str!("system_view_disallow_create.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::banned::check(look, marks, &["VIEW"]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE VIEW v AS SELECT 1 AS a;",
                "CREATE OR REPLACE ALGORITHM=MERGE VIEW v AS SELECT 1 AS a;",
                "sqlite: CREATE TEMP VIEW v AS SELECT 1 AS a;",
            ],
            &["DROP VIEW v;", "CREATE TABLE view_log (a int);", "SELECT a FROM v;"],
        );
    }
}
