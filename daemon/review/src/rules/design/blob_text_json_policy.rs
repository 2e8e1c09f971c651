//! A column holds large values: TEXT, BLOB or JSON. They lie outside of the row, and every temporary table with them goes to disk.
//!
//! Instead, a table of its own for what is large; VARCHAR for what is not.

use crate::rules::prelude::*;

/// The rule `blob-text-json-policy`.
pub(super) static RULE: Rule = Rule {
    code: "blob-text-json-policy",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("blob_text_json_policy.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is_large()) {
        let message = format!("`{}` is `{}`, whose values lie outside of the row", column.name(), column.ty.base);
        marks.push(look.mark(&column.ty.span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a text);", "ALTER TABLE t ADD COLUMN a json;", "ALTER TABLE t MODIFY a longblob;"],
            &[
                "CREATE TABLE t (a varchar(200));",
                "ALTER TABLE t ADD COLUMN a int;",
                "CREATE TABLE t (a varbinary(9));",
            ],
        );
    }
}
