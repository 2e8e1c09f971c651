//! A column is a `smallint`, which ends at 32,767.
//!
//! It saves two bytes only where its neighbours let it, and is the first to overflow.
//!
//! Instead: `integer` or `bigint`.

use crate::rules::prelude::*;

/// The rule `ban-smallint`.
pub(super) static RULE: Rule = Rule {
    code: "ban-smallint",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("ban_smallint.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(&["smallint", "smallserial"])) {
        let mark = look.mark(&column.ty.span, format!("`{}` ends at 32,767", column.name()));
        let mark = mark.help("use integer or bigint");
        let wider = if column.is_serial() { "serial" } else { "integer" };
        marks.push(if column.ty.is_array { mark } else { look.replacing(mark, "use integer", &column.ty.span, wider) });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a smallint);", "ALTER TABLE t ADD COLUMN a int2;", "CREATE TABLE t (a smallserial);"],
            &["CREATE TABLE t (a int);", "CREATE TABLE t (a bigint);", "CREATE TABLE t (smallint text);"],
        );
    }
}
