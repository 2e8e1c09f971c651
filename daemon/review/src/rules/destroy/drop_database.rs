//! A whole database is dropped.
//!
//! Nothing brings it back but a backup.
//!
//! Instead, rename it out of the way, wait until nothing asks for it, back it up, and drop it by hand.

use crate::rules::prelude::*;

/// The rule `drop-database`.
pub(super) static RULE: Rule = Rule {
    code: "drop-database",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &["database-drop-empty-database"],
    parameters: &[],
    source: include_str!("drop_database.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    let is_database = drop.kind == "DATABASE";
    // A script that makes the database anew is told by `drop-and-recreate`.
    let comes_back = drop.if_exists && drop.names.iter().all(|name| look.is_made_later(&["DATABASE", "SCHEMA"], name));
    if is_database && !comes_back {
        let names: Vec<_> = drop.names.iter().map(Name::shown).collect();
        marks.push(look.mark_all(format!("database `{}` is lost with everything in it", names.join("`, `"))));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "DROP DATABASE shop;",
                "mysql: DROP DATABASE IF EXISTS shop;",
                "DROP DATABASE IF EXISTS shop WITH (FORCE);",
            ],
            &["DROP SCHEMA shop;", "DROP DATABASE IF EXISTS shop; CREATE DATABASE shop;", "mysql: DROP TABLE shop;"],
        );
    }
}
