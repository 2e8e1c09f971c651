//! A view is made over `SELECT *`.
//!
//! Its columns are those of the moment: it does not follow the table, or breaks when a column goes.
//!
//! Instead, name the columns.

use crate::rules::prelude::*;

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
    let star = select.columns.clone().find(|at| {
        let before = look.unit.token(at.wrapping_sub(1));
        look.unit.token(*at) == "*"
            && (*at == select.columns.start || matches!(before, "." | ","))
            && (at + 1 >= select.columns.end || look.unit.token(at + 1) == ",")
    });
    // A view that stands in for a renamed table is meant to show all of it.
    let stands_in = create.name.as_ref().is_some_and(|name| look.catalog.was_renamed(name));
    if let Some(at) = star.filter(|_| !stands_in) {
        marks.push(
            look.mark(&look.unit.place(&(at..at + 1)), "the view keeps the columns of this moment")
                .help("name the columns"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
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
