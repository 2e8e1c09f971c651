//! A statement uses what the target's server does not have yet.
//!
//! The version is that of the policy: `version = "13"` (PostgreSQL), `"5.7"` (MySQL), `"3.35"` (SQLite); without one the rule says nothing.

use crate::rules::prelude::*;

/// The rule `engine-version-feature`.
pub(super) static RULE: Rule = Rule {
    code: "engine-version-feature",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "version",
        default: Value::Text(""),
        about: "the oldest server that the file runs on",
    }],
    source: include_str!("engine_version_feature.rs"),
    check: Check::Statement(check),
};

const POSTGRES: &[(&str, u32, &str)] = &[
    ("REINDEX INDEX CONCURRENTLY", 12, "REINDEX CONCURRENTLY"),
    ("REINDEX TABLE CONCURRENTLY", 12, "REINDEX CONCURRENTLY"),
    ("NULLS NOT DISTINCT", 15, "NULLS NOT DISTINCT"),
    ("security_invoker", 15, "security_invoker"),
    ("MERGE INTO", 15, "MERGE"),
    ("NOT ENFORCED", 18, "NOT ENFORCED"),
    ("uuidv7 (", 18, "uuidv7()"),
    ("JSON_TABLE (", 17, "JSON_TABLE"),
    ("ANY_VALUE (", 16, "any_value()"),
];
const MYSQL: &[(&str, u32, &str)] = &[
    ("RENAME COLUMN", 800, "RENAME COLUMN"),
    ("ALGORITHM = INSTANT", 800, "ALGORITHM=INSTANT"),
    ("WITH RECURSIVE", 800, "WITH RECURSIVE"),
    ("NOT ENFORCED", 800, "NOT ENFORCED"),
    ("OVER (", 800, "window functions"),
    ("LATERAL (", 800, "LATERAL"),
];
const SQLITE: &[(&str, u32, &str)] = &[
    ("RENAME COLUMN", 325, "RENAME COLUMN"),
    ("ON CONFLICT (", 324, "ON CONFLICT … DO"),
    ("GENERATED ALWAYS", 331, "generated columns"),
    ("DROP COLUMN", 335, "DROP COLUMN"),
    ("RETURNING", 335, "RETURNING"),
    (") STRICT", 337, "STRICT"),
];

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let set = look.parameters.text("version");
    let text = if set.is_empty() { look.around.known.version.as_deref().unwrap_or_default() } else { set };
    let Some(version) = number(look.dialect(), text) else { return };
    let table = match look.dialect() {
        schema::Dialect::Postgres => POSTGRES,
        schema::Dialect::MySql => MYSQL,
        schema::Dialect::Sqlite => SQLITE,
    };
    for (words, since, what) in table.iter().filter(|(_, since, _)| *since > version) {
        let words: Vec<_> = words.split(' ').collect();
        if let Some(span) = look.unit.find(&words) {
            let shown = if *since < 100 { since.to_string() } else { format!("{}.{}", since / 100, since % 100) };
            marks.push(look.mark(&span, format!("{what} is there from version {shown} on")));
        }
    }
}

/// PostgreSQL counts by one number, the others by two.
fn number(dialect: schema::Dialect, text: &str) -> Option<u32> {
    let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
    let (first, second) = (parts.next()??, parts.next().flatten().unwrap_or(0));
    Some(if dialect == schema::Dialect::Postgres { first } else { first * 100 + second })
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.engine-version-feature]\nversion = \"3.24\"",
            &[
                "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE;",
                "mysql: ALTER TABLE t RENAME COLUMN a TO b;",
                "sqlite: ALTER TABLE t DROP COLUMN a;",
            ],
            &[
                "SELECT 1;",
                "mysql: ALTER TABLE t ADD a int;",
                "sqlite: INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING;",
            ],
        );
    }
}
