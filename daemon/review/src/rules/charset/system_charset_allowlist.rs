//! A charset is not among those that the team allows.
//!
//! What cannot store every character loses some of them.

use crate::rules::prelude::*;

/// The rule `system-charset-allowlist`.
pub(super) static RULE: Rule = Rule {
    code: "system-charset-allowlist",
    engines: SERVERS,
    level: Level::Off,
    priority: 1,
    aliases: &["charset-allow-list"],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "charsets that may be used; empty for all",
    }],
    source: include_str!("system_charset_allowlist.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (charset, span) in super::said::charsets(look) {
        if !look.parameters.list("list").is_empty() && !look.parameters.has("list", &charset) {
            let mark = look.mark(&span, format!("charset `{charset}` is not allowed"));
            let allowed = look.parameters.list("list").first().filter(|_| !super::said::has_collation(look));
            marks.push(super::said::instead(look, mark, &span, &charset, allowed.map(String::as_str)));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.system-charset-allowlist]\nlist = [\"utf8mb4\"]",
            &[
                "mysql: CREATE TABLE t (a text) CHARSET=latin1;",
                "mysql: ALTER TABLE t CONVERT TO CHARACTER SET ascii;",
                "mysql: CREATE TABLE t (a varchar(10) CHARACTER SET latin1);",
            ],
            &[
                "mysql: CREATE TABLE t (a text) DEFAULT CHARSET=utf8mb4;",
                "mysql: CREATE TABLE t (a text);",
                "CREATE TABLE t (a text);",
            ],
        );
    }
}
