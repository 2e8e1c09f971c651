//! A `text` column has no CHECK of its length: whatever a program sends is kept, up to a gigabyte.
//!
//! Instead, `CHECK (char_length(…) <= n)`.

use crate::rules::prelude::*;

/// The rule `text-without-limit`.
pub(super) static RULE: Rule = Rule {
    code: "text-without-limit",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("text_without_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_bounded = |tokens: &Tokens| {
        let words = ["char_length", "character_length", "length", "octet_length"];
        tokens.clone().any(|at| words.iter().any(|word| look.unit.is(at, word)))
    };
    for (_, column) in look.columns() {
        let of_table = look.constraints().into_iter().any(|(_, one)| match &one.demand {
            Demand::Check(tokens) => is_bounded(tokens) && tokens.clone().any(|at| look.unit.is(at, column.name())),
            _ => false,
        });
        if column.ty.base == "text" && !column.ty.is_array && !column.checks.iter().any(is_bounded) && !of_table {
            let mark = look.mark(&column.ty.span, format!("`{}` has no bound on its length", column.name()));
            marks.push(mark.help(format!("add CHECK (char_length({}) <= 1000)", look.quote(column.name()))));
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
                "CREATE TABLE t (a text);",
                "ALTER TABLE t ADD COLUMN a text NOT NULL;",
                "CREATE TABLE t (a text CHECK (a <> ''));",
            ],
            &[
                "CREATE TABLE t (a text CHECK (char_length(a) <= 10));",
                "CREATE TABLE t (a text, CHECK (length(a) < 5));",
                "CREATE TABLE t (a varchar(10), b text[]);",
            ],
        );
    }
}
