//! A query reads every column: `SELECT *`.
//!
//! It reads what nobody needs, and changes its result when a column is added or dropped.
//!
//! Instead, name the columns.

use crate::rules::prelude::*;
use crate::rules::query::star::{expanded, stars};

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
        for at in stars(look, select) {
            let span = look.unit.place(&(at..at + 1));
            let mark = look.mark(&span, "every column is read, those too that nobody needs").help("name the columns");
            marks.push(match expanded(look, select, at) {
                Some((span, columns)) => look.replacing(mark, "name the columns", &span, columns),
                None => mark,
            });
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
                "CREATE TABLE t (a int, b int);\n---\nSELECT x.*, u.c FROM t x JOIN u ON u.a = x.a;",
                "SELECT * FROM t;",
                "mysql: INSERT INTO a (x) SELECT t.* FROM t;",
                "sqlite: CREATE VIEW v AS SELECT a, u.* FROM t JOIN u ON t.id = u.id;",
            ],
            &["SELECT count(*) FROM t;", "mysql: SELECT a * 2 FROM t;", "SELECT a FROM t WHERE b * 2 > 3;"],
        );
    }
}
