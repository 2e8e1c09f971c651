//! A table that the team protects is changed.
//!
//! Which ones those are is in the policy.

use crate::rules::prelude::*;

/// The rule `table-disallow-ddl`.
pub(super) static RULE: Rule = Rule {
    code: "table-disallow-ddl",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "list", default: Value::List(&[]), about: "tables that may not be changed" }],
    source: include_str!("table_disallow_ddl.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let names: Vec<&Name> = match &look.unit.form {
        Form::AlterTable(alter) => vec![&alter.table],
        Form::CreateTable(create) => create.name.iter().collect(),
        Form::CreateIndex(index) => index.table.iter().collect(),
        Form::Drop(drop) if drop.kind == "TABLE" => drop.names.iter().collect(),
        Form::Truncate { tables, .. } => tables.iter().collect(),
        Form::RenameTables(pairs) => pairs.iter().map(|(from, _)| from).collect(),
        _ => return,
    };
    for name in names {
        if look.parameters.has("list", name.name.as_str()) || look.parameters.has("list", &name.shown()) {
            marks.push(look.mark(&name.span, format!("`{}` may not be changed", name.shown())));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.table-disallow-ddl]\nlist = [\"accounts\", \"s.t\"]",
            &["ALTER TABLE accounts ADD COLUMN a int;", "DROP TABLE s.t;", "mysql: TRUNCATE TABLE Accounts;"],
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "SELECT a FROM accounts;",
                "sqlite: UPDATE accounts SET a = 1 WHERE b = 2;",
            ],
        );
    }
}
