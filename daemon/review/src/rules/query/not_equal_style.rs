//! Not equal is written in the other way.
//!
//! `!=` and `<>` are the same; `<>` is the one of the standard.
//!
//! Instead, write one of them everywhere; which one is the parameter `sign`.

use crate::rules::prelude::*;

/// The rule `not-equal-style`.
pub(super) static RULE: Rule = Rule {
    code: "not-equal-style",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter { name: "sign", default: Value::Text("<>"), about: "how it is written: `<>` or `!=`" }],
    source: include_str!("not_equal_style.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let wanted = look.parameters.text("sign");
    let other = if wanted == "!=" { "<>" } else { "!=" };
    for at in 0..look.unit.tokens.len() {
        if look.unit.token(at) == other && look.unit.kind(at) == Some(schema::sql::TokenKind::Operator) {
            let span = look.unit.place(&(at..at + 1));
            let mark = look.mark(&span, format!("`{other}` is written for `{wanted}`")).help(format!("write {wanted}"));
            marks.push(look.replacing(mark, &format!("write {wanted}"), &span, wanted));
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
                "SELECT 1 FROM t WHERE a != 1;",
                "mysql: DELETE FROM t WHERE a!=1 AND b != 2;",
                "sqlite: CREATE TABLE t (a CHECK (a != 0));",
            ],
            &["SELECT 1 FROM t WHERE a <> 1;", "mysql: SELECT '!=';", "sqlite: SELECT 1 -- !=\n;"],
        );
    }
}
