//! A query has FROM and no WHERE.
//!
//! It reads the whole table.
//!
//! Instead, name the rows.

use crate::rules::prelude::*;

/// The rule `statement-where-require-select`.
pub(super) static RULE: Rule = Rule {
    code: "statement-where-require-select",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_where_require_select.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for select in look.unit.selects() {
        if select.from.is_some() && select.condition.is_none() && select.limit.is_none() {
            marks.push(look.mark(&select.word, "this reads the whole table").help("add a WHERE"));
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
                "SELECT a FROM t;",
                "mysql: INSERT INTO b (a) SELECT a FROM t GROUP BY a;",
                "sqlite: SELECT a FROM (SELECT a FROM t) WHERE a > 1;",
            ],
            &["SELECT a FROM t WHERE b = 1;", "SELECT 1;", "SELECT a FROM t LIMIT 10;"],
        );
    }
}
