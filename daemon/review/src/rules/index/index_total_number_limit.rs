//! A table has more indexes than the team allows.
//!
//! Every write keeps all of them up to date.

use crate::rules::prelude::*;

/// The rule `index-total-number-limit`.
pub(super) static RULE: Rule = Rule {
    code: "index-total-number-limit",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["too-many-indexes"],
    parameters: &[Parameter { name: "number", default: Value::Number(5), about: "how many indexes a table may have" }],
    source: include_str!("index_total_number_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let name = match &look.unit.form {
        Form::CreateIndex(index) => index.table.as_ref(),
        Form::CreateTable(create) => create.name.as_ref(),
        Form::AlterTable(alter) => Some(&alter.table),
        _ => None,
    };
    let Some(name) = name else { return };
    let mut after = look.catalog.clone_for(look.unit);
    if let (Form::CreateIndex(_), Some(table)) = (&look.unit.form, look.table(name)) {
        after.tables.insert(look.catalog.key(name), table.clone());
    }
    let before = look.table(name).map_or(0, |table| table.indexes.len());
    after.replay(look.unit);
    let count = after.table(name).map_or(0, |table| table.indexes.len());
    let most = look.parameters.count("number");
    if count > most && count > before {
        marks.push(
            look.mark(&name.span, format!("`{}` has {count} indexes, and at most {most} are allowed", name.shown())),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.index-total-number-limit]\nnumber = 2",
            &[
                "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int UNIQUE);",
                "mysql: CREATE TABLE t (a int, b int, c int, KEY (a), KEY (b), KEY (c));",
                "sqlite: CREATE TABLE t (a, b, c); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b); CREATE INDEX k ON t (c);",
            ],
            &[
                "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE);",
                "mysql: CREATE TABLE t (a int, KEY (a));",
                "CREATE INDEX i ON t (a);",
            ],
        );
    }
}
