//! A text column holds a list, by its name: no foreign key holds for what is in it, and no index finds one of its values.
//!
//! Instead, a table of its own with a row for each value.

use crate::rules::prelude::*;

/// The rule `multi-valued-column`.
pub(super) static RULE: Rule = Rule {
    code: "multi-valued-column",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("multi_valued_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const ENDS: &[&str] = &["_ids", "_list", "_csv", "_codes", "_tags"];
    for (_, column) in look.columns() {
        let name = column.name().to_lowercase();
        let is_list = ENDS.iter().any(|end| name.ends_with(end)) || ["ids", "tags", "codes"].contains(&name.as_str());
        let is_text =
            column.ty.is(&["text", "varchar", "char", "mediumtext", "longtext", "tinytext"]) && !column.ty.is_array;
        if is_list && is_text {
            let message = format!("`{}` holds a list, by its name", column.name());
            marks.push(look.mark(&column.name_span(), message).help("make a table with a row for each value"));
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
                "CREATE TABLE t (user_ids text);",
                "mysql: ALTER TABLE t ADD COLUMN tags varchar(200);",
                "CREATE TABLE t (id int, zip_codes varchar(90));",
            ],
            &[
                "CREATE TABLE t (user_ids bigint[]);",
                "mysql: CREATE TABLE t (bids int);",
                "CREATE TABLE t (user_id text, stage text);",
            ],
        );
    }
}
