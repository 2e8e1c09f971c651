//! IF NOT EXISTS on a table that exists with other columns: nothing happens, and what was meant is not there.
//!
//! Instead, ALTER TABLE.

use crate::rules::prelude::*;

/// The rule `if-not-exists-hides-drift`.
pub(super) static RULE: Rule = Rule {
    code: "if-not-exists-hides-drift",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("if_not_exists_hides_drift.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) =
        create.name.as_ref().filter(|_| create.if_not_exists && create.as_query.is_none() && create.like.is_none())
    else {
        return;
    };
    let Some(table) = look.table(name).filter(|table| table.is_whole) else { return };
    let lacks =
        create.columns.iter().find(|column| table.column(column.name()).is_none_or(|known| !known.ty.same(&column.ty)));
    let more = table.columns.len() > create.columns.len();
    if lacks.is_some() || more {
        let what = lacks.map_or("others".to_owned(), |column| format!("`{}`", column.name()));
        marks.push(
            look.mark(&name.span, format!("`{}` exists and differs ({what}): nothing is changed", name.shown()))
                .help("use ALTER TABLE"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);\n---\nCREATE TABLE IF NOT EXISTS t (a int, b int);",
                "mysql: CREATE TABLE t (a int);\n---\nCREATE TABLE IF NOT EXISTS t (a bigint);",
                "sqlite: CREATE TABLE t (a, b);\n---\nCREATE TABLE IF NOT EXISTS t (a);",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nCREATE TABLE IF NOT EXISTS t (a integer);",
                "CREATE TABLE IF NOT EXISTS t (a int);",
                "mysql: CREATE TABLE t (a int);\n---\nCREATE TABLE IF NOT EXISTS u (b int);",
            ],
        );
    }
}
