//! A statement changes rows of a large table, where the live database tells how many rows it has.
//!
//! Instead, change rows in pieces, outside of the hours that matter.

use crate::rules::prelude::*;

/// The rule `dml-on-large-table`.
pub(super) static RULE: Rule = Rule {
    code: "dml-on-large-table",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10_000_000),
        about: "how many rows a table may have",
    }],
    source: include_str!("dml_on_large_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let table = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) => &change.table,
        Form::Insert(insert) => &insert.table,
        _ => return,
    };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or_default();
    if let Some(rows) = look.rows(table).filter(|rows| *rows > most) {
        marks.push(look.mark(&table.span, format!("`{}` has about {rows} rows", table.shown())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_rows(
            &super::RULE,
            &[("t", 20_000_000), ("u", 5)],
            &[
                "CREATE TABLE t (a int);\n---\nUPDATE t SET a = 1 WHERE a = 2;",
                "mysql: CREATE TABLE t (a int);\n---\nDELETE FROM t WHERE a = 2;",
                "mysql: CREATE TABLE t (a int);\n---\nINSERT INTO t (a) VALUES (1);",
            ],
            &[
                "CREATE TABLE u (a int);\n---\nUPDATE u SET a = 1 WHERE a = 2;",
                "mysql: SELECT a FROM t;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD b int;",
            ],
        );
    }
}
