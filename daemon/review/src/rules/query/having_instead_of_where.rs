//! HAVING asks about rows, not about groups: they are grouped first and thrown away then.
//!
//! Instead, WHERE for what needs no aggregate.

use crate::rules::prelude::*;

/// The rule `having-instead-of-where`.
pub(super) static RULE: Rule = Rule {
    code: "having-instead-of-where",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("having_instead_of_where.rs"),
    check: Check::Statement(check),
};

const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "group_concat",
    "string_agg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "stddev",
    "variance",
    "total",
    "grouping",
];

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for having in look.unit.selects().iter().filter_map(|select| select.having.as_ref()) {
        let mut calls = having.clone().filter(|at| look.unit.is_call(*at));
        // Another function may be an aggregate of the team's own.
        let is_plain = calls.all(|at| {
            ["lower", "upper", "coalesce", "in", "and", "or", "not"].iter().any(|word| look.unit.is(at, word))
        });
        let has_aggregate =
            having.clone().any(|at| look.unit.is_call(at) && AGGREGATES.iter().any(|word| look.unit.is(at, word)));
        if is_plain && !has_aggregate {
            let message = "the condition needs no groups, and is asked after they are made";
            marks.push(look.mark(&look.unit.place(having), message).help("put it behind WHERE"));
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
                "SELECT a FROM t GROUP BY a HAVING a > 1;",
                "mysql: SELECT a, count(*) FROM t GROUP BY a HAVING a IN (1, 2);",
                "sqlite: SELECT a FROM t GROUP BY a HAVING lower(a) = 'x';",
            ],
            &[
                "SELECT a FROM t GROUP BY a HAVING count(*) > 1;",
                "mysql: SELECT a FROM t WHERE a > 1 GROUP BY a;",
                "sqlite: SELECT a FROM t GROUP BY a HAVING my_aggregate(b) = 1;",
            ],
        );
    }
}
