//! A table has more columns that take the current time than one should.
//!
//! More than two with DEFAULT NOW(), or more than one with ON UPDATE NOW(): old servers refuse it, and readers do not know which counts.

use crate::rules::prelude::*;

/// The rule `column-current-time-count-limit`.
pub(super) static RULE: Rule = Rule {
    code: "column-current-time-count-limit",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["too-many-auto-timestamps"],
    parameters: &[],
    source: include_str!("column_current_time_count_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let is_now = |column: &&Column| {
        column.default.as_ref().is_some_and(|value| {
            let text = look.unit.written(value).to_ascii_lowercase();
            ["now(", "current_timestamp", "localtime"].iter().any(|word| text.trim_start_matches('(').starts_with(word))
        })
    };
    let defaults: Vec<_> = create.columns.iter().filter(is_now).collect();
    let updates: Vec<_> = create.columns.iter().filter_map(|column| column.on_update.as_ref()).collect();
    if let Some(third) = defaults.get(2) {
        marks.push(look.mark(&third.span, format!("{} columns take the current time by default", defaults.len())));
    }
    if let Some(second) = updates.get(1) {
        marks.push(look.mark(second, format!("{} columns take the current time at every update", updates.len())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a datetime DEFAULT NOW(), b datetime DEFAULT CURRENT_TIMESTAMP, c timestamp DEFAULT now());",
                "CREATE TABLE t (a timestamp ON UPDATE CURRENT_TIMESTAMP, b datetime ON UPDATE NOW());",
                "sqlite: CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP, b DEFAULT CURRENT_TIMESTAMP, c DEFAULT (current_timestamp));",
            ],
            &[
                "CREATE TABLE t (a datetime DEFAULT NOW(), b datetime DEFAULT NOW() ON UPDATE NOW());",
                "CREATE TABLE t (a datetime);",
                "sqlite: CREATE TABLE t (a DEFAULT 'now');",
            ],
        );
    }
}
