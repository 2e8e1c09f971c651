//! A column is `varchar(n)`, whose limit is hard to change.
//!
//! Instead: `text`, with a CHECK on its length where one is needed.

use crate::rules::prelude::*;

/// The rule `prefer-text`.
pub(super) static RULE: Rule = Rule {
    code: "prefer-text",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("prefer_text.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "varchar") {
        let mark = look.mark(&column.ty.span, format!("the limit of `{}` is hard to change", column.name()));
        let mark = mark.help("use text, with a CHECK on its length");
        let check =
            column.ty.size().map(|size| format!(" CHECK (char_length({}) <= {size})", look.quote(column.name())));
        let text = format!("text{}", check.unwrap_or_default());
        marks.push(if column.ty.is_array { mark } else { look.replacing(mark, "use text", &column.ty.span, text) });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a varchar(20));",
                "ALTER TABLE t ADD COLUMN a character varying(20);",
                "CREATE TABLE t (a varchar);",
            ],
            &["CREATE TABLE t (a text);", "CREATE TABLE t (a text CHECK (length(a) < 20));", "CREATE TABLE t (a int);"],
        );
    }
}
