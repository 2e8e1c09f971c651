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
        let key = match &action.act {
            Act::AddConstraint(one) => match &one.demand {
                Demand::Unique(parts) => Some((parts, &one.span)),
                _ => None,
            },
            Act::AddIndex(index) if index.is_unique => Some((&index.parts, &index.span)),
            _ => None,
        };
        if let Some((parts, span)) = key {
            let message = format!(
                "an online tool copies `{}` with INSERT IGNORE: of two rows with the same key one is lost",
                alter.table.shown()
            );
            let probe = look.duplicates(&alter.table, parts, false);
            marks.push(look.mark(span, message).help("look for duplicates first").probe(probe));
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
        crate::cases::check_probe(
            &super::RULE,
            "ALTER TABLE t ADD UNIQUE KEY k (a);",
            "SELECT 1 AS found FROM t WHERE a IS NOT NULL GROUP BY a HAVING count(*) > 1",
        );
    }
}
