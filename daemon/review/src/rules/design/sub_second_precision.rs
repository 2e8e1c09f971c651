//! A point in time keeps parts of a second, or fewer or more than the team agreed on.
//!
//! Values of different precision do not compare equal, and MySQL rounds what it cannot keep.
//!
//! Instead, the agreed precision.

use crate::rules::prelude::*;

/// The rule `sub-second-precision`.
pub(super) static RULE: Rule = Rule {
    code: "sub-second-precision",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(0),
        about: "how many digits of a second are kept",
    }],
    source: include_str!("sub_second_precision.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let agreed = u64::try_from(look.parameters.number("number")).unwrap_or_default();
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(&["datetime", "timestamp", "time"]))
    {
        let precision = column.ty.size().unwrap_or_default();
        if precision != agreed {
            let message =
                format!("`{}` keeps {precision} digits of a second, and {agreed} are agreed on", column.name());
            marks.push(look.mark(&column.ty.span, message));
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
                "CREATE TABLE t (a datetime(3));",
                "ALTER TABLE t ADD COLUMN a timestamp(6) NULL;",
                "ALTER TABLE t MODIFY a time(1);",
            ],
            &[
                "CREATE TABLE t (a datetime);",
                "ALTER TABLE t ADD COLUMN a date;",
                "CREATE TABLE t (a timestamp(0) NULL);",
            ],
        );
    }
}
