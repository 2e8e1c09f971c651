//! A materialized view is refreshed while every reader waits.
//!
//! `REFRESH MATERIALIZED VIEW` holds an ACCESS EXCLUSIVE lock until the query behind it is done.
//!
//! Instead, where the view has a unique index over all rows:
//!
//! ```sql
//! REFRESH MATERIALIZED VIEW CONCURRENTLY sales_by_day;
//! ```

use crate::rules::prelude::*;

/// The rule `refresh-matview-blocking`.
pub(super) static RULE: Rule = Rule {
    code: "refresh-matview-blocking",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("refresh_matview_blocking.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Refresh { name: Some(name), concurrently: false, no_data: false, word } = &look.unit.form else { return };
    let known = look.catalog.object("MATERIALIZED VIEW", name);
    if known.is_some_and(|view| look.catalog.is_of_file(view.born)) {
        return;
    }
    let message = format!("readers of `{}` wait until its query is done", name.shown());
    let mark = look.mark_all(message).help("use CONCURRENTLY; the view needs a unique index");
    marks.push(look.inserting(mark, "refresh it concurrently", word.end, " CONCURRENTLY"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "REFRESH MATERIALIZED VIEW v;",
                "REFRESH MATERIALIZED VIEW s.v WITH DATA;",
                "CREATE MATERIALIZED VIEW v AS SELECT 1 AS a;\n---\nREFRESH MATERIALIZED VIEW v;",
            ],
            &[
                "REFRESH MATERIALIZED VIEW CONCURRENTLY v;",
                "REFRESH MATERIALIZED VIEW v WITH NO DATA;",
                "CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; REFRESH MATERIALIZED VIEW v;",
            ],
        );
    }
}
