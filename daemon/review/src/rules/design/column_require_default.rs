//! A column has no default.
//!
//! Keys, generated and counted columns, and types that can have none, are exempt.

use crate::rules::prelude::*;

/// The rule `column-require-default`.
pub(super) static RULE: Rule = Rule {
    code: "column-require-default",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_require_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let keys: Vec<&str> = look
        .constraints()
        .into_iter()
        .filter(|(_, constraint)| matches!(constraint.demand, Demand::Primary(_)))
        .flat_map(|(_, constraint)| constraint.columns().into_iter().map(Part::as_str))
        .collect();
    const EXEMPT: &[&str] = &[
        "json",
        "jsonb",
        "blob",
        "text",
        "geometry",
        "tinytext",
        "mediumtext",
        "longtext",
        "tinyblob",
        "mediumblob",
        "longblob",
    ];
    for (_, column) in look.columns() {
        let is_exempt = column.primary_key.is_some() || keys.contains(&column.name()) || column.ty.is(EXEMPT);
        if !is_exempt && !column.fills_itself() {
            marks.push(
                look.mark(&column.name_span(), format!("`{}` has no default", column.name())).help("give it a DEFAULT"),
            );
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
                "CREATE TABLE t (a int);",
                "mysql: ALTER TABLE t ADD COLUMN a int NOT NULL;",
                "sqlite: CREATE TABLE t (a integer);",
            ],
            &[
                "CREATE TABLE t (a int DEFAULT 0, b int PRIMARY KEY);",
                "mysql: CREATE TABLE t (a text, b json);",
                "CREATE TABLE t (a serial);",
            ],
        );
    }
}
