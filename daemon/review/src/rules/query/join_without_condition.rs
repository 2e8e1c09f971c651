//! Tables are joined without a condition: every row of one with every row of the other.
//!
//! Instead, say what belongs together: `JOIN customers ON customers.id = orders.customer_id`. Where all pairs are meant, write CROSS JOIN.

use crate::rules::prelude::*;

/// The rule `join-without-condition`.
pub(super) static RULE: Rule = Rule {
    code: "join-without-condition",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("join_without_condition.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for select in look.unit.selects() {
        let Some(from) = &select.from else { continue };
        let (mut depth, mut comma) = (0usize, None);
        for at in from.clone() {
            let unit = look.unit;
            match unit.token(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => comma = comma.or(Some(at)),
                _ if depth == 0 && unit.is(at, "JOIN") && lacks(look, from, at) => {
                    marks.push(
                        look.mark(&unit.place(&(at..at + 1)), "every row of one is joined with every row of the other")
                            .help("add ON or USING, or write CROSS JOIN"),
                    );
                }
                _ => {}
            }
        }
        // A comma goes with a WHERE, and with functions that read the row before them.
        if let Some(at) = comma.filter(|at| select.condition.is_none() && !is_lateral(look, from, *at)) {
            marks.push(
                look.mark(&look.unit.place(&(at..at + 1)), "every row of one is joined with every row of the other")
                    .help("add a WHERE, or write CROSS JOIN"),
            );
        }
    }
}

fn is_lateral(look: &Look, from: &Tokens, comma: usize) -> bool {
    (comma..from.end)
        .any(|at| look.unit.is(at, "LATERAL") || (look.unit.is_call(at) && at > comma) || look.unit.token(at) == "(")
}

/// Whether a plain JOIN has neither ON nor USING before the next one.
fn lacks(look: &Look, from: &Tokens, join: usize) -> bool {
    let unit = look.unit;
    let kind = |word: &str| {
        unit.is(join.wrapping_sub(1), word)
            || unit.is(join.wrapping_sub(2), word)
            || unit.is(join.wrapping_sub(3), word)
    };
    if kind("CROSS") || kind("NATURAL") {
        return false;
    }
    let (mut depth, mut joins, mut conditions) = (0usize, 1usize, 0usize);
    for at in join + 1..from.end {
        match unit.token(at) {
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            _ if depth > 0 => {}
            _ if unit.is(at, "JOIN") && !(unit.is(at - 1, "CROSS") || unit.is(at - 1, "NATURAL")) => joins += 1,
            _ if unit.is(at, "ON") || unit.is(at, "USING") => conditions += 1,
            _ => {}
        }
    }
    conditions < joins
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT a FROM t JOIN u;",
                "mysql: SELECT a FROM t, u;",
                "sqlite: SELECT a FROM t LEFT JOIN u ON t.id = u.id JOIN v;",
            ],
            &[
                "SELECT a FROM t JOIN u ON t.id = u.id JOIN v USING (id);",
                "mysql: SELECT a FROM t, u WHERE t.id = u.id;",
                "SELECT a FROM t CROSS JOIN u NATURAL JOIN v;",
                "SELECT a FROM t, unnest(t.b) AS c;",
            ],
        );
    }
}
