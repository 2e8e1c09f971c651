//! A table has more columns than the team allows.
//!
//! Rows become wide, and every read of one value reads them all.

use crate::rules::prelude::*;

/// The rule `too-many-columns`.
pub(super) static RULE: Rule = Rule {
    code: "too-many-columns",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "number", default: Value::Number(60), about: "how many columns a table may have" }],
    source: include_str!("too_many_columns.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    let (name, count) = match &look.unit.form {
        Form::CreateTable(create) => (create.name.as_ref(), create.columns.len()),
        Form::AlterTable(alter) => {
            let added = alter.actions.iter().filter(|action| matches!(action.act, Act::AddColumn { .. })).count();
            let had = look.table(&alter.table).map_or(0, |table| table.columns.len());
            (Some(&alter.table).filter(|_| added > 0), had + added)
        }
        _ => return,
    };
    if let Some(name) = name.filter(|_| count > most) {
        marks.push(
            look.mark(&name.span, format!("`{}` has {count} columns, and at most {most} are allowed", name.shown())),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.too-many-columns]\nnumber = 2",
            &[
                "CREATE TABLE t (a int, b int, c int);",
                "mysql: CREATE TABLE t (a int, b int);\n---\nALTER TABLE t ADD c int;",
                "sqlite: CREATE TABLE t (a, b, c);",
            ],
            &[
                "CREATE TABLE t (a int, b int);",
                "mysql: ALTER TABLE t ADD c int;",
                "CREATE TABLE t (a int, PRIMARY KEY (a));",
            ],
        );
    }
}
