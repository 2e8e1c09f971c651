//! UNIQUE over columns that may be NULL: rows with NULL are never equal, so there can be many of them.
//!
//! Instead, NOT NULL; or `NULLS NOT DISTINCT`, which PostgreSQL 15 and later know, where one NULL is all that may be there.

use crate::rules::prelude::*;

/// The rule `unique-nulls`.
pub(super) static RULE: Rule = Rule {
    code: "unique-nulls",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("unique_nulls.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let has_words = unit.find(&["NULLS", "NOT", "DISTINCT"]).is_some();
    if has_words || look.version().is_some_and(|version| version.numbers < (15, 0, 0)) {
        return;
    }
    let new: Vec<(&str, bool)> = look
        .columns()
        .iter()
        .map(|(_, column)| (column.name(), column.not_null.is_some() || column.primary_key.is_some()))
        .collect();
    let refuses = |table: &Name, name: &str| {
        let here = new.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, refuses)| *refuses);
        here.or_else(|| Some(look.table(table)?.column(name)?.not_null)).unwrap_or(true)
    };
    let mut mark = |table: &Name, span: &Span, columns: &[&str]| {
        if let Some(name) = columns.iter().find(|name| !refuses(table, name)) {
            let message = format!("`{name}` may be NULL, and rows with NULL are never the same");
            marks.push(look.mark(span, message).help("make it NOT NULL, or write NULLS NOT DISTINCT"));
        }
    };
    for (table, column) in look.columns() {
        if let Some(span) = &column.unique {
            mark(table, span, &[column.name()]);
        }
    }
    for (table, constraint) in look.constraints() {
        if matches!(constraint.demand, Demand::Unique(_)) && constraint.using_index.is_none() {
            let columns: Vec<_> = constraint.columns().into_iter().map(Part::as_str).collect();
            mark(table, &constraint.span, &columns);
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
                "CREATE TABLE t (a int UNIQUE);",
                "CREATE TABLE t (a int NOT NULL, b int, UNIQUE (a, b));",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD UNIQUE (a);",
            ],
            &[
                "CREATE TABLE t (a int NOT NULL UNIQUE);",
                "CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a));",
                "CREATE TABLE t (a int PRIMARY KEY, UNIQUE (a));",
                "ALTER TABLE t ADD UNIQUE (a);",
            ],
        );
    }
}
