//! An object is dropped where it exists and made again.
//!
//! On an empty database that is harmless; on a live one the rows are gone, and with them the grants of the object.
//!
//! Instead, change what is there with ALTER, or write CREATE … IF NOT EXISTS.

use crate::rules::prelude::*;

/// The rule `drop-and-recreate`.
pub(super) static RULE: Rule = Rule {
    code: "drop-and-recreate",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_and_recreate.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    if !drop.if_exists || drop.is_temporary || !matches!(drop.kind, "TABLE" | "DATABASE" | "SCHEMA") {
        return;
    }
    for name in drop.names.iter().filter(|name| !look.catalog.is_new(name)) {
        let is_absent = drop.kind == "TABLE" && look.catalog.is_complete && look.table(name).is_none();
        let kinds: &[&'static str] = if drop.kind == "TABLE" { &["TABLE"] } else { &["DATABASE", "SCHEMA"] };
        if !is_absent && look.is_made_later(kinds, name) {
            let message = format!("where `{}` exists, it is made anew and what is in it is lost", name.shown());
            marks.push(look.mark(&name.span, message).help("use ALTER, or CREATE … IF NOT EXISTS"));
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
                "DROP TABLE IF EXISTS t; CREATE TABLE t (a int);",
                "mysql: DROP DATABASE IF EXISTS d; CREATE DATABASE d;",
                "sqlite: DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t (a);",
            ],
            &[
                "DROP TABLE t; CREATE TABLE u (a int);",
                "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1 AS a;",
                "CREATE TABLE u (a int);\n---\nDROP TABLE IF EXISTS t; CREATE TABLE t (a int);",
            ],
        );
    }
}
