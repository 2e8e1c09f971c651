//! A table is changed and its rows too, in one file.
//!
//! The strong lock of the change lasts as long as the rows take (PostgreSQL), or a failed half is left behind (MySQL).
//!
//! Instead, change the table in one release step and its rows, in batches, in the next.

use crate::rules::prelude::*;

/// The rule `ddl-dml-mixed`.
pub(super) static RULE: Rule = Rule {
    code: "ddl-dml-mixed",
    engines: SERVERS,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("ddl_dml_mixed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let table = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) => &change.table,
        Form::Insert(insert) => &insert.table,
        _ => return,
    };
    let key = look.catalog.key(table);
    let changes = |unit: &Unit| unit.form.as_alter().is_some_and(|alter| look.catalog.key(&alter.table) == key);
    if look.is_shared(table) && look.earlier(table).any(changes) {
        let message = format!("`{}` is altered in the same file", table.shown());
        marks.push(look.mark_all(message).help("change rows in a step of its own, in batches"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE a IS NULL;",
                "mysql: ALTER TABLE t ADD a int; INSERT INTO t (a) VALUES (1);",
                "ALTER TABLE public.t ADD COLUMN a int; DELETE FROM t WHERE a = 1;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int; UPDATE u SET a = 1 WHERE a IS NULL;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int; INSERT INTO t (a) VALUES (1);",
                "UPDATE t SET a = 1 WHERE a IS NULL;",
            ],
        );
    }
}
