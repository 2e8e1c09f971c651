//! A collation is not among those that the team allows.
//!
//! Columns of different collations compare with errors, or without their index.

use crate::rules::prelude::*;

/// The rule `system-collation-allowlist`.
pub(super) static RULE: Rule = Rule {
    code: "system-collation-allowlist",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["collation-allow-list"],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "collations that may be used; empty for all",
    }],
    source: include_str!("system_collation_allowlist.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (collation, span) in super::said::collations(look) {
        if !look.parameters.list("list").is_empty() && !look.parameters.has("list", &collation) {
            let mark = look.mark(&span, format!("collation `{collation}` is not allowed"));
            let family = |name: &str| name.split('_').next().unwrap_or_default().to_owned();
            // One of another charset would not fit.
            let allowed = look.parameters.list("list").iter().find(|one| family(one) == family(&collation));
            marks.push(super::said::instead(look, mark, &span, &collation, allowed.map(String::as_str)));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.system-collation-allowlist]\nlist = [\"utf8mb4_unicode_ci\"]",
            &[
                "mysql: CREATE TABLE t (a text) COLLATE=utf8mb4_bin;",
                "CREATE TABLE t (a text COLLATE \"de_DE\");",
                "sqlite: CREATE TABLE t (a text COLLATE NOCASE);",
            ],
            &[
                "mysql: CREATE TABLE t (a text) COLLATE utf8mb4_unicode_ci;",
                "CREATE TABLE t (a text);",
                "sqlite: CREATE TABLE t (a text);",
            ],
        );
    }
}
