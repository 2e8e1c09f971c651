//! A column has a collation of its own: it does not sort and compare like the others, and an index of it serves no query with another one.
//!
//! Instead, the database's own collation, or one of the list.

use crate::rules::prelude::*;

/// The rule `pg-collation-policy`.
pub(super) static RULE: Rule = Rule {
    code: "pg-collation-policy",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["C", "default"]),
        about: "collations that columns may have",
    }],
    source: include_str!("pg_collation_policy.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let allowed = look.parameters.list("list");
    for (_, column) in look.columns() {
        let Some(collation) = &column.collation else { continue };
        if !allowed.iter().any(|name| name.eq_ignore_ascii_case(collation.as_str())) {
            let message = format!("`{}` has the collation `{}`", column.name(), collation.as_str());
            marks.push(look.mark(&collation.span, message).help("leave COLLATE out"));
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
                "CREATE TABLE t (a text COLLATE \"de_DE\");",
                "ALTER TABLE t ADD COLUMN a text COLLATE \"en-x-icu\";",
                "CREATE TABLE t (a varchar(9) COLLATE \"ucs_basic\" NOT NULL);",
            ],
            &[
                "CREATE TABLE t (a text);",
                "CREATE TABLE t (a text COLLATE \"C\");",
                "SELECT a COLLATE \"de_DE\" FROM t;",
            ],
        );
    }
}
