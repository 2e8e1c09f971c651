//! Something is compared with NULL by `=` or `<>`.
//!
//! The answer is NULL, which is not true: the condition holds for no row.
//!
//! Instead: `IS NULL`, `IS NOT NULL`.

use crate::rules::prelude::*;

/// The rule `null-comparison`.
pub(super) static RULE: Rule = Rule {
    code: "null-comparison",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-where-no-equal-null"],
    parameters: &[],
    source: include_str!("null_comparison.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let set = match &unit.form {
        Form::Update(change) => change.set.clone().unwrap_or(0..0),
        Form::Query | Form::Delete(_) | Form::Insert(_) | Form::Create(_) | Form::Merge => 0..0,
        _ => return,
    };
    let body = matches!(&unit.form, Form::Create(create) if !create.kind.ends_with("VIEW"));
    for at in 1..unit.tokens.len() {
        let is_sign =
            matches!(unit.token(at), "=" | "<>" | "!=") && unit.kind(at) == Some(schema::sql::TokenKind::Operator);
        if !is_sign || !unit.is(at + 1, "NULL") || body || is_assignment(unit, &set, at) {
            continue;
        }
        let words = if unit.token(at) == "=" { "IS NULL" } else { "IS NOT NULL" };
        let span = unit.place(&(at..at + 2));
        let mark = look.mark(&span, "a comparison with NULL holds for no row").help(format!("write {words}"));
        let lead = if unit.text[..span.start].ends_with(char::is_whitespace) { "" } else { " " };
        marks.push(look.replacing(mark, &format!("write {words}"), &span, format!("{lead}{words}")));
    }
}

/// Whether the sign sets a column, as in `SET a = NULL` and in ON CONFLICT … DO UPDATE SET.
fn is_assignment(unit: &Unit, set: &Tokens, at: usize) -> bool {
    let mut before = at;
    while before > 0 {
        before -= 1;
        match unit.token(before) {
            ")" => return set.contains(&at) && !unit.places(&(set.start..at), "CASE").any(|_| true),
            "," => {
                return unit.places(&(0..before), "SET").any(|_| true)
                    || unit.places(&(0..before), "UPDATE").any(|_| true);
            }
            "." => {}
            _ if unit.is(before, "SET") || unit.is(before, "UPDATE") => return true,
            _ if before + 1 < at && unit.token(before + 1) != "." && unit.token(before) != "." => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT a FROM t WHERE b = NULL;",
                "mysql: UPDATE t SET a = NULL WHERE b <> NULL;",
                "sqlite: DELETE FROM t WHERE a = 1 AND b!=NULL;",
            ],
            &[
                "UPDATE t SET a = NULL, b = NULL WHERE c IS NULL;",
                "SELECT a FROM t WHERE b IS NULL;",
                "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = NULL;",
                "CREATE FUNCTION f(a int = NULL) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            ],
        );
    }
}
