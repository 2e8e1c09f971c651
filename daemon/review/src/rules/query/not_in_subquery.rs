//! NOT IN with a sub-select gives no row at all as soon as the sub-select has a NULL.
//!
//! Instead: `NOT EXISTS (SELECT … WHERE u.id = t.id)`.

use crate::rules::prelude::*;

/// The rule `not-in-subquery`.
pub(super) static RULE: Rule = Rule {
    code: "not-in-subquery",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("not_in_subquery.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for at in 0..unit.tokens.len() {
        if unit.are(at, &["NOT", "IN"]) && unit.token(at + 2) == "(" && unit.is(at + 3, "SELECT") {
            let says_not_null =
                unit.selects().iter().find(|select| select.word == unit.place(&(at + 3..at + 4))).is_some_and(
                    |select| {
                        select
                            .condition
                            .as_ref()
                            .is_some_and(|range| range.clone().any(|at| unit.are(at, &["IS", "NOT", "NULL"])))
                    },
                );
            if !says_not_null {
                let message = "no row comes as soon as the sub-select has a NULL";
                marks.push(look.mark(&unit.place(&(at..at + 2)), message).help("use NOT EXISTS"));
            }
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
                "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u);",
                "mysql: DELETE FROM t WHERE a NOT IN (SELECT b FROM u WHERE c = 1);",
                "sqlite: SELECT a FROM t WHERE (a NOT IN (SELECT b FROM u)) AND c = 1;",
            ],
            &[
                "SELECT a FROM t WHERE a NOT IN (1, 2);",
                "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u WHERE b IS NOT NULL);",
                "SELECT a FROM t WHERE a IN (SELECT b FROM u);",
            ],
        );
    }
}
