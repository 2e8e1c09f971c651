//! A boolean may be NULL, and has three values then.
//!
//! `WHERE NOT a` finds no row with NULL; most programs do not expect a third value.
//!
//! Instead, NOT NULL with a default.

use crate::rules::prelude::*;

/// The rule `boolean-nullable`.
pub(super) static RULE: Rule = Rule {
    code: "boolean-nullable",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("boolean_nullable.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let is_flag = column.ty.is(&["boolean", "bool"]) || (column.ty.is(&["tinyint"]) && column.ty.size() == Some(1));
        if is_flag && !column.ty.is_array && column.not_null.is_none() && column.primary_key.is_none() {
            let message = format!("`{}` may be NULL, a third value beside true and false", column.name());
            marks.push(look.mark(&column.span, message).help("make it NOT NULL DEFAULT false"));
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
                "CREATE TABLE t (a boolean);",
                "mysql: CREATE TABLE t (a tinyint(1) DEFAULT 0);",
                "ALTER TABLE t ADD COLUMN a bool DEFAULT true;",
            ],
            &[
                "CREATE TABLE t (a boolean NOT NULL DEFAULT false);",
                "mysql: CREATE TABLE t (a tinyint(4));",
                "CREATE TABLE t (a boolean[]);",
            ],
        );
    }
}
