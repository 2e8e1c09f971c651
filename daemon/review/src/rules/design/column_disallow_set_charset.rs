//! A column has a charset of its own.
//!
//! Columns of different charsets cannot be compared without a conversion, which keeps indexes from being used.

use crate::rules::prelude::*;

/// The rule `column-disallow-set-charset`.
pub(super) static RULE: Rule = Rule {
    code: "column-disallow-set-charset",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &["column-charset-set"],
    parameters: &[],
    source: include_str!("column_disallow_set_charset.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        if let Some(charset) = &column.charset {
            let mark = look.mark(&charset.span, format!("`{}` has a charset of its own", column.name()));
            let mark = mark.help("let the table set it");
            let unit = look.unit;
            let at = unit.tokens.partition_point(|token| token.span.start < charset.span.start);
            let word = (0..at).rev().find(|at| unit.is(*at, "CHARACTER") || unit.is(*at, "CHARSET")).unwrap_or(at);
            let start = unit.text[..unit.place(&(word..at)).start].trim_end().len();
            let is_possible = column.collation.is_none();
            marks.push(if is_possible {
                look.replacing(mark, "leave it out", &(start..charset.span.end), "")
            } else {
                mark
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
                "CREATE TABLE t (a varchar(10) CHARACTER SET latin1);",
                "ALTER TABLE t MODIFY a text CHARSET utf8mb4;",
                "CREATE TABLE t (a text CHARACTER SET ascii COLLATE ascii_bin NOT NULL);",
            ],
            &[
                "CREATE TABLE t (a varchar(10)) DEFAULT CHARSET=utf8mb4;",
                "ALTER TABLE t MODIFY a text;",
                "CREATE TABLE t (a char(10));",
            ],
        );
    }
}
