//! A default is the text 'CURRENT_TIMESTAMP', not the time.
//!
//! Instead, without quotes.

use crate::rules::prelude::*;

/// The rule `sqlite-datetime-default-quoted`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-datetime-default-quoted",
    engines: SQLITE,
    level: Level::Warning,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_datetime_default_quoted.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let Some(default) = &column.default else { continue };
        let text = look.unit.written(default);
        let inner = text.trim_matches(['\'', '"']);
        let is_time =
            ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"].iter().any(|word| inner.eq_ignore_ascii_case(word));
        if is_time && inner.len() < text.len() {
            let span = look.unit.place(default);
            let mark = look.mark(&span, format!("this is a text, not the time: every row gets {text}"));
            marks.push(look.replacing(mark, "leave the quotes out", &span, inner.to_uppercase()));
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
                "CREATE TABLE t (a DEFAULT 'CURRENT_TIMESTAMP');",
                "ALTER TABLE t ADD COLUMN a text DEFAULT 'current_date';",
                "CREATE TABLE t (a text DEFAULT \"CURRENT_TIME\" NOT NULL);",
            ],
            &[
                "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP);",
                "CREATE TABLE t (a DEFAULT 'now');",
                "CREATE TABLE t (a text);",
            ],
        );
    }
}
