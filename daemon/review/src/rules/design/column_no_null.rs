//! A column accepts NULL.
//!
//! NULL makes every comparison three-valued, and each reader must handle it; where a value is always there, say so.

use crate::rules::prelude::*;

/// The rule `column-no-null`.
pub(super) static RULE: Rule = Rule {
    code: "column-no-null",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["column-nullable-policy"],
    parameters: &[],
    source: include_str!("column_no_null.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let keys: Vec<&str> = look
        .constraints()
        .into_iter()
        .filter(|(_, constraint)| matches!(constraint.demand, Demand::Primary(_)))
        .flat_map(|(_, constraint)| constraint.columns().into_iter().map(Part::as_str))
        .collect();
    for (_, column) in look.columns() {
        let is_key = column.primary_key.is_some() || keys.contains(&column.name());
        let never_null = column.not_null.is_some() || is_key || column.is_serial() || column.is_identity;
        if !never_null {
            let mark = look.mark(&column.name_span(), format!("`{}` accepts NULL", column.name()));
            let mark = mark.help("make it NOT NULL");
            // A new column of a table with rows needs more than that.
            let is_new = matches!(look.unit.form, Form::CreateTable(_)) && column.generated.is_none();
            marks.push(match &column.null {
                Some(null) if is_new => look.replacing(mark, "make it NOT NULL", null, "NOT NULL"),
                None if is_new => {
                    let end = if column.ty.base.is_empty() { column.name_span().end } else { column.ty.span.end };
                    look.inserting(mark, "make it NOT NULL", end, " NOT NULL")
                }
                _ => mark,
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
                "CREATE TABLE t (a int);",
                "mysql: ALTER TABLE t ADD COLUMN a int NULL;",
                "sqlite: CREATE TABLE t (a DEFAULT 1);",
            ],
            &[
                "CREATE TABLE t (a int NOT NULL, b int PRIMARY KEY);",
                "mysql: CREATE TABLE t (a int, PRIMARY KEY (a));",
                "CREATE TABLE t (a bigserial);",
            ],
        );
    }
}
