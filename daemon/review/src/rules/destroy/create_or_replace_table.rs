//! CREATE OR REPLACE TABLE throws the old table away, with its rows.
//!
//! Instead, ALTER TABLE.

use crate::rules::prelude::*;

/// The rule `create-or-replace-table`.
pub(super) static RULE: Rule = Rule {
    code: "create-or-replace-table",
    engines: MYSQL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("create_or_replace_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    if let Some(name) =
        create.name.as_ref().filter(|name| create.or_replace && !create.is_temporary && look.is_shared(name))
    {
        marks.push(look.mark(&name.span, format!("the rows of `{}` are lost", name.shown())).help("use ALTER TABLE"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE OR REPLACE TABLE t (a int);",
                "CREATE OR REPLACE TABLE t SELECT 1 AS a;",
                "CREATE TABLE t (a int);\n---\nCREATE OR REPLACE TABLE t (b int);",
            ],
            &[
                "CREATE TABLE t (a int);",
                "CREATE TABLE t (a int); CREATE OR REPLACE TABLE t (b int);",
                "CREATE OR REPLACE VIEW v AS SELECT 1 AS a;",
            ],
        );
    }
}
