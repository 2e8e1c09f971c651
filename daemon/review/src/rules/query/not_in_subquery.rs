//! NOT IN with a sub-select gives no row at all as soon as the sub-select has a NULL.
//!
//! Instead: `NOT EXISTS (SELECT … WHERE u.id = t.id)`.

use crate::read::{outputs, sources};
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
                let mark = look.mark(&unit.place(&(at..at + 2)), message).help("use NOT EXISTS");
                marks.push(match exists(unit, at) {
                    Some((span, text)) => look.replacing(mark, "use NOT EXISTS", &span, text),
                    None => mark,
                });
            }
        }
    }
}

/// The same as NOT EXISTS, where `t.a NOT IN (SELECT b FROM u WHERE …)` is as plain as that.
fn exists(unit: &Unit, at: usize) -> Option<(Span, String)> {
    let start = at.checked_sub(3).filter(|start| unit.token(start + 1) == ".")?;
    let word = unit.place(&(at + 3..at + 4));
    let select = unit.selects().iter().find(|select| select.word == word)?;
    let is_plain = select.group.is_none() && select.having.is_none() && select.limit.is_none() && !select.is_part;
    let from = select.from.clone().filter(|_| is_plain && select.order.is_none())?;
    let (sources, outputs) = (sources(unit, &from), outputs(unit, select));
    let ([source], [output]) = (sources.as_slice(), outputs.as_slice()) else { return None };
    let column = match output.tokens.len() {
        1 => format!("{}.{}", source.called, unit.written(&output.tokens)),
        3 if unit.token(output.tokens.start + 1) == "." => unit.written(&output.tokens).to_owned(),
        _ => return None,
    };
    let end = select.condition.as_ref().map_or(from.end, |condition| condition.end);
    let operand = unit.written(&(start..at));
    let condition =
        select.condition.as_ref().map(|range| format!("({}) AND ", unit.written(range))).unwrap_or_default();
    let text = format!("NOT EXISTS (SELECT 1 FROM {} WHERE {condition}{column} = {operand})", unit.written(&from));
    (unit.token(end) == ")" && unit.token(output.tokens.start) != "*").then(|| (unit.place(&(start..end + 1)), text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT t.a FROM t WHERE t.a NOT IN (SELECT b FROM u WHERE u.c = 1 OR u.c = 2);",
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
