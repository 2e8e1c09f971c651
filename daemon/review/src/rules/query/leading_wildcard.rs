//! A LIKE pattern starts with a wildcard.
//!
//! No ordinary index can help: the whole table is read.
//!
//! Instead, use a full-text or trigram index.

use crate::rules::prelude::*;

/// The rule `leading-wildcard`.
pub(super) static RULE: Rule = Rule {
    code: "leading-wildcard",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &["statement-where-no-leading-wildcard-like"],
    parameters: &[],
    source: include_str!("leading_wildcard.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for at in 0..unit.tokens.len() {
        let is_like = unit.is(at, "LIKE") || unit.is(at, "ILIKE");
        if is_like && unit.kind(at + 1) == Some(schema::sql::TokenKind::String) {
            let text = crate::read::string_value(unit.token(at + 1));
            if text.starts_with('%') || text.starts_with('_') {
                marks.push(
                    look.mark(&unit.place(&(at + 1..at + 2)), "no ordinary index helps: the whole table is read")
                        .help("use a full-text or trigram index"),
                );
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
                "SELECT a FROM t WHERE b LIKE '%x';",
                "mysql: DELETE FROM t WHERE b NOT LIKE '%x%';",
                "sqlite: SELECT a FROM t WHERE b LIKE '_x';",
            ],
            &["SELECT a FROM t WHERE b LIKE 'x%';", "SELECT a FROM t WHERE b = '%x';", "SELECT 'a LIKE ''%x''';"],
        );
    }
}
