//! A NOT NULL column has no default.
//!
//! An INSERT that does not name it fails, or stores 0 or the empty text where the mode is not strict.

use crate::rules::prelude::*;

/// The rule `column-set-default-for-not-null`.
pub(super) static RULE: Rule = Rule {
    code: "column-set-default-for-not-null",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &["not-null-without-default"],
    parameters: &[],
    source: include_str!("column_set_default_for_not_null.rs"),
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
        let needs = column.not_null.is_some() && column.primary_key.is_none() && !keys.contains(&column.name());
        let can = !column.ty.is(&[
            "text",
            "blob",
            "json",
            "longtext",
            "mediumtext",
            "tinytext",
            "longblob",
            "mediumblob",
            "geometry",
        ]);
        if needs && can && !column.fills_itself() {
            let mark = look.mark(&column.name_span(), format!("`{}` is NOT NULL and has no default", column.name()));
            let mark = mark.help("give it a DEFAULT");
            marks.push(match look.plain_default(column).zip(column.not_null.as_ref()) {
                Some((value, not_null)) => {
                    look.inserting(mark, "give it a default", not_null.end, format!(" DEFAULT {value}"))
                }
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
                "CREATE TABLE t (a int NOT NULL);",
                "ALTER TABLE t MODIFY a varchar(10) NOT NULL;",
                "sqlite: CREATE TABLE t (a integer NOT NULL);",
            ],
            &[
                "CREATE TABLE t (a int NOT NULL DEFAULT 0, b int);",
                "CREATE TABLE t (a int NOT NULL, PRIMARY KEY (a));",
                "CREATE TABLE t (a text NOT NULL);",
            ],
        );
    }
}
