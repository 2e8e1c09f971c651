//! A table is made from a query: it has no key, no default and no constraint of the old one.
//!
//! Instead, CREATE TABLE with all of it, then INSERT … SELECT.

use crate::rules::prelude::*;

/// The rule `create-table-as`.
pub(super) static RULE: Rule = Rule {
    code: "create-table-as",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("create_table_as.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::CreateTable(create) = &look.unit.form
        && let (Some(span), false) = (&create.as_query, create.is_temporary)
    {
        let has_columns = !create.columns.is_empty();
        if !has_columns {
            marks.push(
                look.mark(span, "the table has no key, default or constraint of the one it is made from")
                    .help("CREATE TABLE first, then INSERT … SELECT"),
            );
        }
    }
    let select = look.unit.selects().first().filter(|_| matches!(look.unit.form, Form::Query) && look.is_postgres());
    if let Some(select) = select {
        let into = look
            .unit
            .all()
            .find(|at| look.unit.is(*at, "INTO") && look.unit.place(&(*at..at + 1)).start > select.word.end);
        let is_temporary = |at: usize| look.unit.is(at + 1, "TEMP") || look.unit.is(at + 1, "TEMPORARY");
        if let Some(at) = into.filter(|at| !is_temporary(*at) && !look.unit.is(0, "INSERT")) {
            marks.push(
                look.mark(&look.unit.place(&(at..at + 2)), "SELECT … INTO makes a table without a key")
                    .help("CREATE TABLE first, then INSERT … SELECT"),
            );
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
                "CREATE TABLE t AS SELECT a FROM u;",
                "mysql: CREATE TABLE t SELECT a FROM u;",
                "SELECT a INTO t FROM u;",
            ],
            &[
                "CREATE TEMP TABLE t AS SELECT a FROM u;",
                "INSERT INTO t (a) SELECT a FROM u;",
                "mysql: SELECT a INTO @x FROM u;",
            ],
        );
    }
}
