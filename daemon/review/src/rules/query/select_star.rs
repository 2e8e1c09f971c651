//! A query reads every column: `SELECT *`.
//!
//! It reads what nobody needs, and changes its result when a column is added or dropped.
//!
//! Instead, name the columns.

use crate::rules::prelude::*;

/// The rule `select-star`.
pub(super) static RULE: Rule = Rule {
    code: "select-star",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["statement-select-no-select-all"],
    parameters: &[],
    source: include_str!("select_star.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for select in look.unit.selects() {
        let mut depth = 0usize;
        for at in select.columns.clone() {
            match look.unit.token(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "*" if depth == 0 => {
                    let before = look.unit.token(at.wrapping_sub(1));
                    let starts = at == select.columns.start
                        || matches!(before, "," | ".")
                        || ["DISTINCT", "ALL"].iter().any(|word| look.unit.is(at - 1, word));
                    let ends = at + 1 >= select.columns.end || look.unit.token(at + 1) == ",";
                    if starts && ends {
                        marks.push(
                            look.mark(
                                &look.unit.place(&(at..at + 1)),
                                "every column is read, those too that nobody needs",
                            )
                            .help("name the columns"),
                        );
                    }
                }
                _ => {}
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
                "SELECT * FROM t;",
                "mysql: INSERT INTO a (x) SELECT t.* FROM t;",
                "sqlite: CREATE VIEW v AS SELECT a, u.* FROM t JOIN u ON t.id = u.id;",
            ],
            &["SELECT count(*) FROM t;", "mysql: SELECT a * 2 FROM t;", "SELECT a FROM t WHERE b * 2 > 3;"],
        );
    }
}
