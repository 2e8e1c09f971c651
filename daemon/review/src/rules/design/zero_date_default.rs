//! A default is the date `0000-00-00`, which is none.
//!
//! Strict mode refuses it; drivers give NULL, an error or another date for it.
//!
//! Instead: NULL, or a real date.

use crate::rules::prelude::*;

/// The rule `zero-date-default`.
pub(super) static RULE: Rule = Rule {
    code: "zero-date-default",
    engines: MYSQL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("zero_date_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let Some(default) = &column.default else { continue };
        if look.unit.written(default).trim_start_matches(['\'', '"']).starts_with("0000-00-00") {
            let span = look.unit.place(default);
            let mark = look.mark(&span, "this is no date").help("use NULL, or a real date");
            let value = match column.ty.base.as_str() {
                _ if column.not_null.is_none() => Some("NULL"),
                "timestamp" | "datetime" if column.ty.arguments.is_empty() => Some("CURRENT_TIMESTAMP"),
                _ => None,
            };
            marks.push(match value {
                Some(value) => look.replacing(mark, &format!("use {value}"), &span, value),
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
                "CREATE TABLE t (a date DEFAULT '0000-00-00');",
                "ALTER TABLE t ADD a datetime NOT NULL DEFAULT '0000-00-00 00:00:00';",
                "CREATE TABLE t (a timestamp DEFAULT \"0000-00-00 00:00:00\");",
            ],
            &[
                "CREATE TABLE t (a date DEFAULT '2000-01-01');",
                "CREATE TABLE t (a date);",
                "CREATE TABLE t (a varchar(20) DEFAULT 'x');",
            ],
        );
    }
}
