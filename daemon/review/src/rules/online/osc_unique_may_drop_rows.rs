//! A unique key is added, and an online tool that copies rows would lose duplicates without a word.
//!
//! It copies with INSERT IGNORE: of two rows with the same key one is left behind.
//!
//! Instead, look first: `SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1;`

use crate::rules::prelude::*;

/// The rule `osc-unique-may-drop-rows`.
pub(super) static RULE: Rule = Rule {
    code: "osc-unique-may-drop-rows",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_unique_may_drop_rows.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (is_unique, span) = match &action.act {
            Act::AddConstraint(one) => (matches!(one.demand, Demand::Unique(_)), &one.span),
            Act::AddIndex(index) => (index.is_unique, &index.span),
            _ => (false, &action.span),
        };
        if is_unique {
            let message = format!(
                "an online tool copies `{}` with INSERT IGNORE: of two rows with the same key one is lost",
                alter.table.shown()
            );
            marks.push(look.mark(span, message).help("look for duplicates first"));
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
                "ALTER TABLE t ADD UNIQUE KEY k (a);",
                "ALTER TABLE t ADD UNIQUE (a, b);",
                "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a), ADD c int;",
            ],
            &[
                "ALTER TABLE t ADD INDEX k (a);",
                "CREATE TABLE t (a int); ALTER TABLE t ADD UNIQUE KEY k (a);",
                "CREATE TABLE t (a int UNIQUE);",
            ],
        );
    }
}
