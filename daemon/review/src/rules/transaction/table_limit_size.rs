//! A table with more rows than the team allows is changed.
//!
//! How many rows a table has is known with `--url`, and to the daemon.

use crate::rules::prelude::*;

/// The rule `table-limit-size`.
pub(super) static RULE: Rule = Rule {
    code: "table-limit-size",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10000000),
        about: "how many rows a table may have to be changed directly",
    }],
    source: include_str!("table_limit_size.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let name = match &look.unit.form {
        Form::AlterTable(alter) => Some(&alter.table),
        Form::CreateIndex(index) => index.table.as_ref(),
        Form::Drop(drop) if drop.kind == "TABLE" => drop.names.first(),
        Form::Truncate { tables, .. } => tables.first(),
        _ => None,
    };
    let Some(name) = name else { return };
    let rows = look.rows(name).unwrap_or(0);
    if rows > u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX) {
        marks.push(look.mark(&name.span, format!("`{}` has about {rows} rows", name.shown())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_rows(
            &super::RULE,
            &[("t", 20000000)],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD COLUMN b int;",
                "CREATE TABLE t (a int);\n---\nCREATE INDEX i ON t (a);",
                "mysql: CREATE TABLE t (a int);\n---\nDROP TABLE t;",
            ],
            &[
                "CREATE TABLE u (a int);\n---\nALTER TABLE u ADD COLUMN b int;",
                "CREATE TABLE t (a int);\n---\nSELECT a FROM t;",
                "ALTER TABLE x ADD COLUMN b int;",
            ],
        );
    }
}
