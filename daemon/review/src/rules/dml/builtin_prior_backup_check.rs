//! A file cannot be backed up before it runs.
//!
//! For a backup of the rows first, a file may hold only changes of rows, no DDL; each table is either updated or deleted from,
//! not both; and the file has at most 2 MiB.
//!
//! Groundline saves what a step destroys by itself; this rule is for runners that copy rows by the file.
//!
//! Instead, split the file.

use crate::rules::prelude::*;

/// The rule `builtin-prior-backup-check`.
pub(super) static RULE: Rule = Rule {
    code: "builtin-prior-backup-check",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("builtin_prior_backup_check.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let changes = |unit: &&Unit| matches!(unit.form, Form::Update(_) | Form::Delete(_));
    let Some(first) = look.units.iter().find(changes) else { return };
    let mut push =
        |unit: &Unit, message: String, help: &str| marks.push(look.mark_in(unit, &unit.head(), message).help(help));
    if look.around.text.len() > MOST {
        push(
            first,
            format!("the file has {} bytes, and can be backed up up to {MOST}", look.around.text.len()),
            "split it",
        );
    }
    if let Some(ddl) = look.units.iter().find(|unit| unit.form.is_ddl()) {
        push(ddl, "rows cannot be backed up for a file that also changes the schema".to_owned(), "split the file");
    }
    let mut updated = std::collections::BTreeSet::new();
    let mut deleted = std::collections::BTreeSet::new();
    for unit in look.units {
        let (table, mine, other) = match &unit.form {
            Form::Update(change) => (&change.table, &mut updated, &deleted),
            Form::Delete(change) => (&change.table, &mut deleted, &updated),
            _ => continue,
        };
        let key = look.catalog.key(table);
        if other.contains(&key) {
            push(unit, format!("`{}` is both updated and deleted from", table.shown()), "split the file");
        }
        mine.insert(key);
    }
}

/// The size up to which a file can be backed up, in bytes.
const MOST: usize = 2 * 1024 * 1024;

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE u (a int); UPDATE t SET a = 1 WHERE b = 2;",
                "mysql: UPDATE t SET a = 1 WHERE b = 2; DELETE FROM t WHERE b = 3;",
                "sqlite: DELETE FROM t WHERE b = 3; DROP TABLE u;",
            ],
            &[
                "UPDATE t SET a = 1 WHERE b = 2; DELETE FROM u WHERE b = 3;",
                "mysql: CREATE TABLE u (a int);",
                "sqlite: DELETE FROM t WHERE b = 3;",
            ],
        );
        let big = format!("DELETE FROM t WHERE b = '{}';", "x".repeat(super::MOST));
        crate::cases::check(&super::RULE, &[&big], &[]);
    }
}
