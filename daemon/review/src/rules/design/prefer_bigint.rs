//! A column is an `integer`, which ends at 2,147,483,647.
//!
//! A counter that reaches it stops all writes; making it larger then writes the whole table again.
//!
//! Instead: `bigint`.

use crate::rules::prelude::*;

/// The rule `prefer-bigint`.
pub(super) static RULE: Rule = Rule {
    code: "prefer-bigint",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("prefer_bigint.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in
        look.columns().into_iter().filter(|(_, column)| column.ty.is(&["integer", "serial"]) && !column.ty.is_array)
    {
        let to = if column.ty.base == "serial" { "bigserial" } else { "bigint" };
        let mark =
            look.mark(&column.ty.span, format!("`{}` ends at 2,147,483,647", column.name())).help(format!("use {to}"));
        marks.push(look.replacing(mark, &format!("use {to}"), &column.ty.span, to));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);",
                "ALTER TABLE t ADD COLUMN a INTEGER NOT NULL DEFAULT 0;",
                "CREATE TABLE t (a serial PRIMARY KEY);",
            ],
            &["CREATE TABLE t (a bigint);", "CREATE TABLE t (a int8, b text);", "CREATE TABLE t (a smallint);"],
        );
    }
}
