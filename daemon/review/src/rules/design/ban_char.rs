//! A column is `char(n)`, which pads its values with blanks.
//!
//! Comparisons and lengths then differ from what programs expect.
//!
//! Instead: `text`, or `varchar(n)`.

use crate::rules::prelude::*;

/// The rule `ban-char`.
pub(super) static RULE: Rule = Rule {
    code: "ban-char",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("ban_char.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "char") {
        let mark = look.mark(&column.ty.span, format!("`{}` pads its values with blanks", column.name()));
        let mark = mark.help("use text or varchar");
        let text = format!("varchar({})", column.ty.size().unwrap_or(1));
        marks.push(if column.ty.is_array { mark } else { look.replacing(mark, "use varchar", &column.ty.span, text) });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a char(2));",
                "mysql: CREATE TABLE t (a CHAR(36) NOT NULL);",
                "ALTER TABLE t ADD COLUMN a character(3);",
            ],
            &["CREATE TABLE t (a varchar(2));", "mysql: CREATE TABLE t (a text);", "CREATE TABLE t (a \"char2\");"],
        );
    }
}
