//! A chain of OR asks one column for several values.
//!
//! It is longer to read, and some planners do not see that it is a list.
//!
//! Instead, `IN (…)`.

use crate::rules::prelude::*;

/// The rule `or-instead-of-in`.
pub(super) static RULE: Rule = Rule {
    code: "or-instead-of-in",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(2),
        about: "how many values may stand in a chain",
    }],
    source: include_str!("or_instead_of_in.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    for condition in conditions(look) {
        let mut run: Option<(String, usize, usize)> = None;
        let mut at = condition.start;
        while at + 2 < condition.end {
            let column = look.unit.token(at).to_lowercase();
            let is_equal = look.unit.token(at + 1) == "=" && is_value(look.unit.token(at + 2));
            let follows = look.unit.is(at.wrapping_sub(1), "OR");
            match &mut run {
                Some((name, count, _)) if is_equal && follows && *name == column => *count += 1,
                _ if is_equal => run = Some((column, 1, at)),
                _ => {
                    at += 1;
                    continue;
                }
            }
            if let Some((name, count, from)) = &run
                && *count == most + 1
            {
                let place = look.unit.place(&(*from..at + 3));
                marks.push(
                    look.mark(&place, format!("`{name}` is asked for one value after the other")).help("use IN (…)"),
                );
            }
            at += 3;
            if !look.unit.is(at, "OR") {
                run = None;
            }
            at += 1;
        }
    }
}

fn conditions(look: &Look) -> Vec<Tokens> {
    let of_selects = look.unit.selects().iter().filter_map(|select| select.condition.clone());
    let own = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) => change.condition.clone(),
        _ => None,
    };
    of_selects.chain(own).collect()
}

/// Whether a token is a number or a text.
fn is_value(token: &str) -> bool {
    token.starts_with('\'') || token.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT 1 FROM t WHERE a = 1 OR a = 2 OR a = 3;",
                "mysql: DELETE FROM t WHERE b > 1 AND (a = 'x' OR a = 'y' OR a = 'z');",
                "sqlite: UPDATE t SET b = 1 WHERE a = 1 OR A = 2 OR a = 3 OR c = 4;",
            ],
            &[
                "SELECT 1 FROM t WHERE a = 1 OR a = 2;",
                "mysql: SELECT 1 FROM t WHERE a = 1 OR b = 2 OR a = 3;",
                "sqlite: DELETE FROM t WHERE a IN (1, 2, 3);",
            ],
        );
    }
}
