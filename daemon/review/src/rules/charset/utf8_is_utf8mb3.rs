//! `utf8` is utf8mb3: it cannot store emoji and many Chinese characters.
//!
//! Instead: `utf8mb4`.

use crate::rules::prelude::*;

/// The rule `utf8-is-utf8mb3`.
pub(super) static RULE: Rule = Rule {
    code: "utf8-is-utf8mb3",
    engines: MYSQL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("utf8_is_utf8mb3.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (charset, span) in super::said::charsets(look) {
        if charset == "utf8" || charset == "utf8mb3" {
            let mark = look.mark(&span, format!("`{charset}` cannot store characters of four bytes, such as emoji"));
            let new = (!super::said::has_collation(look)).then_some("utf8mb4");
            marks.push(super::said::instead(look, mark.help("use utf8mb4"), &span, &charset, new));
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
                "CREATE TABLE t (a text) CHARSET=utf8;",
                "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb3;",
                "CREATE TABLE t (a text CHARACTER SET utf8);",
            ],
            &[
                "CREATE TABLE t (a text) CHARSET=utf8mb4;",
                "CREATE TABLE t (a text);",
                "CREATE TABLE t (a text) CHARSET=latin1;",
            ],
        );
    }
}
