//! Rows of a table that the team protects are changed.
//!
//! Which ones those are is in the policy.

use crate::rules::prelude::*;

/// The rule `table-disallow-dml`.
pub(super) static RULE: Rule = Rule {
    code: "table-disallow-dml",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "list", default: Value::List(&[]), about: "tables whose rows may not be changed" }],
    source: include_str!("table_disallow_dml.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let name = match &look.unit.form {
        Form::Insert(insert) => &insert.table,
        Form::Update(change) | Form::Delete(change) => &change.table,
        _ => return,
    };
    if look.parameters.has("list", name.name.as_str()) || look.parameters.has("list", &name.shown()) {
        marks.push(look.mark(&name.span, format!("rows of `{}` may not be changed", name.shown())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.table-disallow-dml]\nlist = [\"accounts\", \"s.t\"]",
            &[
                "INSERT INTO accounts (a) VALUES (1);",
                "DELETE FROM s.t WHERE a = 1;",
                "mysql: UPDATE `accounts` SET a = 1 WHERE b = 2;",
            ],
            &["INSERT INTO t (a) VALUES (1);", "SELECT a FROM accounts;", "sqlite: ALTER TABLE accounts ADD COLUMN a;"],
        );
    }
}
