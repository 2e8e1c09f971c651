//! LIKE with a pattern that has no wildcard: it means equality, and says something else.
//!
//! Instead, `=`.

use crate::rules::prelude::*;

/// The rule `like-without-wildcard`.
pub(super) static RULE: Rule = Rule {
    code: "like-without-wildcard",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("like_without_wildcard.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for at in unit.places(&unit.all(), "LIKE") {
        let pattern = unit.token(at + 1);
        let is_text = pattern.len() > 2 && pattern.starts_with('\'') && pattern.ends_with('\'');
        if !is_text || pattern.contains(['%', '_', '\\']) || unit.is(at + 2, "ESCAPE") {
            continue;
        }
        let mark = look.mark(&unit.place(&(at..at + 2)), "the pattern has no wildcard: it means equality");
        let is_not = unit.is(at.wrapping_sub(1), "NOT");
        let word = unit.place(&(at..at + 1));
        marks.push(if is_not { mark.help("use <>") } else { look.replacing(mark, "use =", &word, "=") });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT 1 FROM t WHERE a LIKE 'x';",
                "mysql: DELETE FROM t WHERE a NOT LIKE 'abc';",
                "sqlite: UPDATE t SET b = 1 WHERE a LIKE 'abc' AND c = 1;",
            ],
            &[
                "SELECT 1 FROM t WHERE a LIKE 'x%';",
                "mysql: SELECT 1 FROM t WHERE a LIKE '_';",
                "sqlite: SELECT 1 FROM t WHERE a LIKE '';",
                "SELECT 1 FROM t WHERE a LIKE b;",
            ],
        );
    }
}
