//! A list of values, or a chain of ORs, is longer than the team allows.
//!
//! Every value costs parsing and planning; thousands of them cost more than the query.
//!
//! Instead, join with a table of the values.

use crate::rules::prelude::*;

/// The rule `statement-where-maximum-logical-operator-count`.
pub(super) static RULE: Rule = Rule {
    code: "statement-where-maximum-logical-operator-count",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &["in-list-too-long"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10),
        about: "how many values or conditions there may be",
    }],
    source: include_str!("statement_where_maximum_logical_operator_count.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let most = look.parameters.count("number");
    for at in 0..unit.tokens.len() {
        if unit.is(at, "IN") && unit.token(at + 1) == "(" && !unit.is(at + 2, "SELECT") {
            let (mut depth, mut count, mut end) = (0usize, 1usize, at + 1);
            for place in at + 1..unit.tokens.len() {
                match unit.token(place) {
                    "(" => depth += 1,
                    ")" => depth -= 1,
                    "," if depth == 1 => count += 1,
                    _ => {}
                }
                end = place;
                if depth == 0 {
                    break;
                }
            }
            if count > most {
                marks.push(
                    look.mark(&unit.place(&(at..end + 1)), format!("{count} values, and at most {most} are allowed")),
                );
            }
        }
    }
    let mut ranges: Vec<Tokens> = unit.selects().iter().filter_map(|select| select.condition.clone()).collect();
    if let Form::Update(change) | Form::Delete(change) = &unit.form {
        ranges.extend(change.condition.clone());
    }
    for range in ranges {
        let count = unit.places(&range, "OR").count() + 1;
        if count > most {
            marks.push(
                look.mark(
                    &unit.place(&range),
                    format!("{count} conditions joined by OR, and at most {most} are allowed"),
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.statement-where-maximum-logical-operator-count]\nnumber = 3",
            &[
                "SELECT a FROM t WHERE b IN (1, 2, 3, 4);",
                "mysql: DELETE FROM t WHERE a = 1 OR a = 2 OR a = 3 OR a = 4;",
                "sqlite: UPDATE t SET a = 1 WHERE b NOT IN ('a', 'b', 'c', 'd');",
            ],
            &[
                "SELECT a FROM t WHERE b IN (1, 2, 3);",
                "SELECT a FROM t WHERE b IN (SELECT c FROM u);",
                "SELECT a FROM t WHERE b IN (f(1, 2, 3, 4), 2);",
            ],
        );
    }
}
