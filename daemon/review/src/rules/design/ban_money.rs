//! A column is `money`, whose currency and digits depend on the setting of the server.
//!
//! Instead: `numeric(12, 2)`, and the currency in a column of its own.

use crate::rules::prelude::*;

/// The rule `ban-money`.
pub(super) static RULE: Rule = Rule {
    code: "ban-money",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("ban_money.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "money") {
        let mark = look.mark(&column.ty.span, "what `money` means depends on the setting of the server");
        let mark = mark.help("use numeric");
        let text = if column.ty.is_array { "numeric[]" } else { "numeric" };
        marks.push(look.replacing(mark, "use numeric", &column.ty.span, text));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a money);",
                "ALTER TABLE t ADD COLUMN a MONEY DEFAULT 0;",
                "CREATE TABLE t (b int, a money NOT NULL);",
            ],
            &["CREATE TABLE t (a numeric(12, 2));", "CREATE TABLE t (money numeric);", "CREATE TABLE t (a int);"],
        );
    }
}
