//! The text cannot be read as SQL of this engine.
//!
//! A quote, comment or dollar quote that is never closed, or a parenthesis that does not match: everything behind it is meant
//! otherwise than it reads.

use crate::rules::prelude::*;

/// The rule `syntax-error`.
pub(super) static RULE: Rule = Rule {
    code: "syntax-error",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["builtin-walk-through-check"],
    parameters: &[],
    source: include_str!("syntax_error.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..look.unit.tokens.len() {
        match look.unit.token(at) {
            "(" => open.push(at),
            ")" if open.pop().is_none() => {
                marks.push(
                    look.mark(&look.unit.place(&(at..at + 1)), "this closes a parenthesis that was never opened"),
                );
                return;
            }
            _ => {}
        }
    }
    if let Some(at) = open.last() {
        marks.push(look.mark(&look.unit.place(&(*at..at + 1)), "this parenthesis is never closed"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a int;", "mysql: SELECT 'abc", "sqlite: SELECT (1));"],
            &[
                "SELECT ')';",
                "mysql: SELECT (1), ((2));",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT (1 $$;",
            ],
        );
    }
}
