//! A column that is no audit column follows the time of the last UPDATE: any change of the row overwrites it.
//!
//! Instead, ON UPDATE only for the columns that the team has for that.

use crate::rules::prelude::*;

/// The rule `on-update-current-timestamp`.
pub(super) static RULE: Rule = Rule {
    code: "on-update-current-timestamp",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["updated_at", "updated_ts", "update_time", "modified_at", "last_modified"]),
        about: "columns that follow the last UPDATE",
    }],
    source: include_str!("on_update_current_timestamp.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let names = look.parameters.list("list");
    for (_, column) in look.columns() {
        let is_audit = names.iter().any(|name| name.eq_ignore_ascii_case(column.name()));
        if let Some(span) = column.on_update.as_ref().filter(|_| !is_audit) {
            marks.push(look.mark(span, format!("any UPDATE of the row overwrites `{}`", column.name())));
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
                "CREATE TABLE t (due timestamp NULL ON UPDATE CURRENT_TIMESTAMP);",
                "ALTER TABLE t ADD COLUMN paid_at datetime ON UPDATE CURRENT_TIMESTAMP;",
                "ALTER TABLE t MODIFY a datetime(3) ON UPDATE CURRENT_TIMESTAMP(3);",
            ],
            &[
                "CREATE TABLE t (updated_at timestamp NULL ON UPDATE CURRENT_TIMESTAMP);",
                "CREATE TABLE t (a datetime DEFAULT CURRENT_TIMESTAMP);",
                "CREATE TABLE t (modified_at datetime ON UPDATE CURRENT_TIMESTAMP);",
            ],
        );
    }
}
