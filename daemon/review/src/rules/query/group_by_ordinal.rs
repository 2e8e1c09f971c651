//! GROUP BY or ORDER BY a position: it means another column as soon as the list before it changes.
//!
//! Instead, the column's name or the expression.

use crate::rules::prelude::*;

/// The rule `group-by-ordinal`.
pub(super) static RULE: Rule = Rule {
    code: "group-by-ordinal",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("group_by_ordinal.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for select in look.unit.selects() {
        for clause in select.group.iter().chain(&select.order) {
            let elements = look.unit.elements(clause).into_iter();
            for place in elements.filter(|element| is_position(look.unit, element)) {
                let mark = look.mark(&look.unit.place(&place), "a position means another column when the list changes");
                marks.push(mark.help("write the column's name"));
            }
        }
    }
}

fn is_position(unit: &Unit, element: &Tokens) -> bool {
    let is_number = unit.token(element.start).bytes().all(|byte| byte.is_ascii_digit());
    let is_all = element.len() == 1
        || (element.len() == 2 && ["ASC", "DESC"].iter().any(|word| unit.is(element.start + 1, word)));
    is_number && is_all
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT a, count(*) FROM t GROUP BY 1;",
                "mysql: SELECT a FROM t ORDER BY 2 DESC;",
                "sqlite: INSERT INTO u (a) SELECT a FROM t ORDER BY a, 1;",
            ],
            &[
                "SELECT a, count(*) FROM t GROUP BY a;",
                "mysql: SELECT a FROM t ORDER BY a DESC LIMIT 1;",
                "sqlite: SELECT a FROM t ORDER BY a + 1;",
            ],
        );
    }
}
