//! A TIMESTAMP or DATETIME that is NOT NULL has no default: an INSERT that leaves it out fails, or writes a zero date.
//!
//! Instead, `DEFAULT CURRENT_TIMESTAMP`.

use crate::rules::prelude::*;

/// The rule `timestamp-default-missing`.
pub(super) static RULE: Rule = Rule {
    code: "timestamp-default-missing",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("timestamp_default_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(&["datetime", "timestamp"])) {
        if let Some(not_null) = column.not_null.as_ref().filter(|_| !column.fills_itself()) {
            let mark = look.mark(not_null, format!("`{}` is NOT NULL and has no default", column.name()));
            let precision = column.ty.size().map_or_else(String::new, |digits| format!("({digits})"));
            let text = format!(" DEFAULT CURRENT_TIMESTAMP{precision}");
            marks.push(look.inserting(mark, "add the current time as the default", not_null.end, text));
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
                "CREATE TABLE t (a datetime NOT NULL);",
                "ALTER TABLE t ADD COLUMN a timestamp(3) NOT NULL;",
                "CREATE TABLE t (id int, a TIMESTAMP NOT NULL COMMENT 'x');",
            ],
            &[
                "CREATE TABLE t (a datetime NOT NULL DEFAULT CURRENT_TIMESTAMP);",
                "CREATE TABLE t (a datetime);",
                "CREATE TABLE t (a date NOT NULL);",
            ],
        );
    }
}
