//! DISTINCT that does nothing, or not what it looks like: beside GROUP BY, or with parentheses as if it were a function.
//!
//! `DISTINCT (a), b` drops rows that are equal in all columns, not in `a`.
//!
//! Instead, leave it out, or leave the parentheses out.

use crate::rules::prelude::*;

/// The rule `distinct-misuse`.
pub(super) static RULE: Rule = Rule {
    code: "distinct-misuse",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("distinct_misuse.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for select in unit.selects() {
        let at = select.columns.start;
        if !unit.is(at, "DISTINCT") || unit.is(at + 1, "ON") {
            continue;
        }
        let word = unit.place(&(at..at + 1));
        let has_list = unit.elements(&select.columns).len() > 1;
        if unit.token(at + 1) == "(" && has_list {
            marks.push(look.mark(&word, "DISTINCT is about all columns, not about the one in parentheses"));
        } else if let Some(group) = &select.group
            && unit.elements(group).len() >= unit.elements(&select.columns).len()
        {
            marks.push(look.mark(&word, "the groups are distinct already").help("leave DISTINCT out"));
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
                "SELECT DISTINCT (a), b FROM t;",
                "mysql: SELECT DISTINCT a FROM t GROUP BY a;",
                "sqlite: SELECT DISTINCT a, count(*) FROM t GROUP BY a, b;",
            ],
            &[
                "SELECT DISTINCT a, b FROM t;",
                "SELECT DISTINCT ON (a) a, b FROM t ORDER BY a;",
                "mysql: SELECT DISTINCT count(*), sum(b) FROM t GROUP BY a;",
                "sqlite: SELECT DISTINCT (a) FROM t;",
            ],
        );
    }
}
