//! A TIMESTAMP column ends in January 2038.
//!
//! Instead: `DATETIME`.

use crate::rules::prelude::*;

/// The rule `timestamp-2038`.
pub(super) static RULE: Rule = Rule {
    code: "timestamp-2038",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("timestamp_2038.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "timestamp") {
        let mark = look.mark(&column.ty.span, format!("`{}` ends in January 2038", column.name())).help("use DATETIME");
        let size = column.ty.size().map(|size| format!("({size})")).unwrap_or_default();
        marks.push(look.replacing(mark, "use DATETIME", &column.ty.span, format!("datetime{size}")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a timestamp);",
                "ALTER TABLE t ADD a TIMESTAMP NULL;",
                "CREATE TABLE t (a timestamp(6) DEFAULT CURRENT_TIMESTAMP(6));",
            ],
            &["CREATE TABLE t (a datetime);", "CREATE TABLE t (a date);", "CREATE TABLE t (timestamp bigint);"],
        );
    }
}
