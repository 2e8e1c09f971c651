//! An integer has a display width, which means nothing and is going away.
//!
//! `int(11)` and `int(2)` hold the same numbers. `tinyint(1)` is left alone: drivers read it as a truth value.
//!
//! Instead: `int`.

use crate::rules::prelude::*;

/// The rule `int-display-width`.
pub(super) static RULE: Rule = Rule {
    code: "int-display-width",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("int_display_width.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let is_flag = column.ty.base == "tinyint" && column.ty.size() == Some(1);
        let is_integer = column.ty.is(&["int", "bigint", "smallint", "mediumint", "tinyint"]);
        let written = look.unit.text.get(column.ty.span.clone()).unwrap_or_default();
        if is_integer && column.ty.size().is_some() && !is_flag && !written.to_lowercase().contains("zerofill") {
            let mark = look.mark(&column.ty.span, "the width of an integer means nothing").help("leave it out");
            let without: String = match (written.find('('), written.find(')')) {
                (Some(open), Some(close)) => format!("{}{}", &written[..open], &written[close + 1..]),
                _ => written.to_owned(),
            };
            marks.push(look.replacing(mark, "leave it out", &column.ty.span, without));
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
                "CREATE TABLE t (a int(11));",
                "ALTER TABLE t ADD a bigint(20) unsigned NOT NULL;",
                "CREATE TABLE t (a SMALLINT(5), b int);",
            ],
            &[
                "CREATE TABLE t (a int, b tinyint(1));",
                "CREATE TABLE t (a int(5) ZEROFILL);",
                "CREATE TABLE t (a decimal(10, 2));",
            ],
        );
    }
}
