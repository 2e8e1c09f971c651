//! CONVERT TO CHARACTER SET writes the whole table again while writes wait.
//!
//! Instead, change the table with an online tool, or `groundline online`.

use crate::rules::prelude::*;

/// The rule `charset-convert-rebuilds`.
pub(super) static RULE: Rule = Rule {
    code: "charset-convert-rebuilds",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("charset_convert_rebuilds.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if let Act::Convert(charset) = &action.act {
            let message =
                format!("every row of `{}` is converted to `{charset}` while writes wait", alter.table.shown());
            marks
                .push(look.mark(&action.span, message).help("change it online: `groundline online`, gh-ost or pt-osc"));
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
                "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
                "ALTER TABLE t CONVERT TO CHARSET utf8mb4 COLLATE utf8mb4_bin;",
                "ALTER TABLE d.t ADD a int, CONVERT TO CHARACTER SET latin1;",
            ],
            &[
                "ALTER TABLE t DEFAULT CHARACTER SET utf8mb4;",
                "CREATE TABLE t (a text); ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
                "CREATE TABLE t (a text) CHARSET=utf8mb4;",
            ],
        );
    }
}
