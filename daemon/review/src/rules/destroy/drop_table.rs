//! A table is dropped, and its rows are lost.
//!
//! Programs that still read it fail at once.
//!
//! Instead, first rename it, so that what still uses it is found while the way back is short; drop it in a later release:
//!
//! ```sql
//! ALTER TABLE orders RENAME TO orders_del;
//! ```

use crate::rules::prelude::*;

/// The rule `drop-table`.
pub(super) static RULE: Rule = Rule {
    code: "drop-table",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    if drop.kind != "TABLE" || drop.is_temporary {
        return;
    }
    for name in &drop.names {
        let is_absent = drop.if_exists && look.catalog.is_complete && look.table(name).is_none();
        let comes_back = drop.if_exists && look.table(name).is_none() && look.is_made_later(&["TABLE"], name);
        if look.is_shared(name) && !is_absent && !comes_back {
            let mark = look.mark(&name.span, format!("the rows of `{}` are lost", name.shown()));
            marks.push(mark.help("rename it first, and drop it in a later release when nothing asks for it"));
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
                "DROP TABLE t;",
                "mysql: DROP TABLE IF EXISTS `t`, u;",
                "sqlite: DROP TABLE main.t;",
                "CREATE TABLE t (a int);\n---\nDROP TABLE IF EXISTS t; CREATE TABLE t (b int);",
            ],
            &[
                "CREATE TABLE t (a int); DROP TABLE t;",
                "mysql: DROP TEMPORARY TABLE t;",
                "DROP TABLE IF EXISTS t; CREATE TABLE t (a int);",
                "CREATE TABLE u (a int);\n---\nDROP TABLE IF EXISTS t;",
            ],
        );
    }
}
