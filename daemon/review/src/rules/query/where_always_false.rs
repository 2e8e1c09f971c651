//! A condition can hold for no row.
//!
//! `1 = 0`, `IN (NULL)`: the statement does nothing.

use crate::rules::prelude::*;

/// The rule `where-always-false`.
pub(super) static RULE: Rule = Rule {
    code: "where-always-false",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("where_always_false.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let mut ranges: Vec<Tokens> = unit.selects().iter().filter_map(|select| select.condition.clone()).collect();
    if let Form::Update(change) | Form::Delete(change) = &unit.form {
        ranges.extend(change.condition.clone());
    }
    for range in ranges {
        let text: Vec<_> = range.clone().map(|at| unit.token(at)).collect();
        let is_never = match text.as_slice() {
            [one] => one.eq_ignore_ascii_case("false") || *one == "0",
            [one, "=", other] => {
                one.parse::<i64>().ok().zip(other.parse::<i64>().ok()).is_some_and(|(one, other)| one != other)
            }
            _ => false,
        };
        let null_list = range.clone().find(|at| {
            unit.is(*at, "IN") && unit.token(at + 1) == "(" && unit.is(at + 2, "NULL") && unit.token(at + 3) == ")"
        });
        if is_never || null_list.is_some() {
            let mark = look.mark(&unit.place(&range), "this holds for no row");
            marks.push(match null_list {
                Some(at) if unit.is(at.wrapping_sub(1), "NOT") => {
                    look.replacing(mark, "write IS NOT NULL", &unit.place(&(at - 1..at + 4)), "IS NOT NULL")
                }
                Some(at) => look.replacing(mark, "write IS NULL", &unit.place(&(at..at + 4)), "IS NULL"),
                None => mark,
            });
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
                "DELETE FROM t WHERE 1 = 0;",
                "mysql: SELECT a FROM t WHERE b IN (NULL);",
                "sqlite: UPDATE t SET a = 1 WHERE false;",
            ],
            &["DELETE FROM t WHERE a = 0;", "SELECT a FROM t WHERE b IN (1, 2);", "SELECT a FROM t WHERE 1 = 1;"],
        );
    }
}
