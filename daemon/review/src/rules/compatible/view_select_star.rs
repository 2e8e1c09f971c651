//! A view is made over `SELECT *`.
//!
//! Its columns are those of the moment: it does not follow the table, or breaks when a column goes.
//!
//! Instead, name the columns.

use crate::rules::prelude::*;
use crate::rules::query::star::{expanded, stars};

/// The rule `view-select-star`.
pub(super) static RULE: Rule = Rule {
    code: "view-select-star",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("view_select_star.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    if !create.kind.ends_with("VIEW") {
        return;
    }
    let Some(select) = look.unit.selects().iter().find(|select| select.depth == 0) else { return };
    let star = stars(look, select).first().copied();
    // A view that stands in for a renamed table is meant to show all of it.
    let stands_in = create.name.as_ref().is_some_and(|name| look.catalog.was_renamed(name));
    if let Some(at) = star.filter(|_| !stands_in) {
        let mark = look.mark(&look.unit.place(&(at..at + 1)), "the view keeps the columns of this moment");
        let mark = mark.help("name the columns");
        marks.push(match expanded(look, select, at) {
            Some((span, columns)) => look.replacing(mark, "name the columns", &span, columns),
            None => mark,
        });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, b int);\n---\nCREATE VIEW v AS SELECT * FROM t;",
                "CREATE VIEW v AS SELECT * FROM t;",
                "mysql: CREATE OR REPLACE VIEW v AS SELECT t.* FROM t;",
                "CREATE MATERIALIZED VIEW v AS SELECT a, u.* FROM t JOIN u ON t.id = u.id;",
            ],
            &[
                "CREATE VIEW v AS SELECT a FROM t;",
                "CREATE VIEW v AS SELECT count(*) AS n FROM t;",
                "ALTER TABLE v RENAME TO t; CREATE VIEW v AS SELECT * FROM t;",
            ],
        );
    }
}
