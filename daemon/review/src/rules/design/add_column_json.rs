//! A column is `json`, which has no equality.
//!
//! SELECT DISTINCT, GROUP BY and UNION over it fail, in programs too that only ask for all columns; no index can be on it.
//!
//! Instead: `jsonb`.

use crate::rules::prelude::*;

/// The rule `add-column-json`.
pub(super) static RULE: Rule = Rule {
    code: "add-column-json",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("add_column_json.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "json" && !column.ty.is_array)
    {
        let mark = look
            .mark(&column.ty.span, format!("`{}` has no equality: DISTINCT and GROUP BY over it fail", column.name()));
        marks.push(look.replacing(mark.help("use jsonb"), "use jsonb", &column.ty.span, "jsonb"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a json);",
                "ALTER TABLE t ADD COLUMN a json DEFAULT '{}';",
                "CREATE TABLE t (id int, a JSON NOT NULL);",
            ],
            &["CREATE TABLE t (a jsonb);", "CREATE TABLE t (json text);", "CREATE TABLE t (a text);"],
        );
    }
}
