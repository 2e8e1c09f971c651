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
        default: Value::List(&["utf8mb4_0900_ai_ci", "utf8mb4_unicode_ci"]),
        about: "collations that may be used",
    }],
    source: include_str!("system_collation_allowlist.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (collation, span) in super::said::collations(look) {
        if !look.parameters.has("list", &collation) {
            marks.push(look.mark(&span, format!("collation `{collation}` is not allowed")));
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
                "mysql: CREATE TABLE t (a text) COLLATE=latin1_bin;",
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
