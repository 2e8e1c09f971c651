//! A column is of type `timestamp`, which does not know its time zone.
//!
//! What is written depends on the setting of the session, and cannot be told from the value later.
//!
//! Instead: `timestamptz`.

use crate::rules::prelude::*;

/// The rule `prefer-timestamptz`.
pub(super) static RULE: Rule = Rule {
    code: "prefer-timestamptz",
    engines: POSTGRES,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("prefer_timestamptz.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "timestamp") {
        let mark = look
            .mark(&column.ty.span, format!("`{}` does not know its time zone", column.name()))
            .help("use timestamptz");
        let is_plain =
            look.unit.text.get(column.ty.span.clone()).is_some_and(|text| text.eq_ignore_ascii_case("timestamp"));
        marks.push(if is_plain {
            look.replacing(mark, "use timestamptz", &column.ty.span, "timestamptz")
        } else {
            mark
        });
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
                "ALTER TABLE t ADD COLUMN a timestamp(3) without time zone;",
                "CREATE TABLE t (a TIMESTAMP NOT NULL DEFAULT now());",
            ],
            &[
                "CREATE TABLE t (a timestamptz);",
                "CREATE TABLE t (a timestamp with time zone);",
                "CREATE TABLE t (a date, \"timestamp\" text);",
            ],
        );
    }
}
