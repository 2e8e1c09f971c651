//! A table takes values of any type in any column.
//!
//! Without STRICT a text goes into an integer column, and a type name that SQLite does not know makes a column numeric.
//!
//! Instead, `CREATE TABLE … (…) STRICT`, with the types INTEGER, REAL, TEXT, BLOB and ANY.

use crate::rules::prelude::*;

/// The rule `sqlite-loose-typing`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-loose-typing",
    engines: SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_loose_typing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| !create.is_strict && create.as_query.is_none()) else { return };
    let mark = look.mark(&name.span, format!("`{}` takes values of any type", name.shown())).help("make it STRICT");
    const STRICT: &[&str] = &["int", "integer", "real", "text", "blob", "any"];
    let can = create.columns.iter().all(|column| column.ty.is(STRICT) && column.ty.arguments.is_empty());
    let word = if create.without_rowid { ", STRICT" } else { " STRICT" };
    marks.push(if can { look.inserting(mark, "make it STRICT", look.unit.span().end, word) } else { mark });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a INTEGER, b TEXT);",
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) WITHOUT ROWID;",
                "CREATE TABLE t (a, b varchar(9));",
            ],
            &[
                "CREATE TABLE t (a INTEGER) STRICT;",
                "CREATE TABLE t AS SELECT 1 AS a;",
                "CREATE VIRTUAL TABLE t USING fts5(a);",
            ],
        );
    }
}
