//! Work goes on in a transaction that holds an ACCESS EXCLUSIVE lock.
//!
//! Until the transaction ends every read and write of that table waits; a data change, an index build or a validation behind it
//! makes that long.
//!
//! Instead, commit directly after the statement that takes the lock.

use crate::rules::prelude::*;

/// The rule `statement-after-access-exclusive`.
pub(super) static RULE: Rule = Rule {
    code: "statement-after-access-exclusive",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_after_access_exclusive.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_long = match &look.unit.form {
        Form::Insert(insert) => insert.query.is_some(),
        Form::Update(_) | Form::Delete(_) | Form::CreateIndex(_) | Form::Refresh { .. } | Form::Copy => true,
        Form::AlterTable(alter) => alter.actions.iter().any(|action| matches!(action.act, Act::Validate(_))),
        _ => false,
    };
    let held = look.session.held.iter().find(|(_, (mode, _))| *mode == LockMode::AccessExclusive);
    let Some((table, _)) = held.filter(|_| is_long && look.session.in_transaction()) else { return };
    let message =
        format!("reads and writes of `{table}` wait until this is done: its ACCESS EXCLUSIVE lock is still held");
    marks.push(look.mark_all(message).help("commit before it"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE a IS NULL; COMMIT;",
                "BEGIN; ALTER TABLE t ADD COLUMN a int; CREATE INDEX i ON u (b); COMMIT;",
                "BEGIN; DROP TABLE old; INSERT INTO t SELECT * FROM s; COMMIT;",
            ],
            &[
                "BEGIN; ALTER TABLE t ADD COLUMN a int; COMMIT; UPDATE t SET a = 1 WHERE a IS NULL;",
                "ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE a IS NULL;",
                "BEGIN; CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE a IS NULL; COMMIT;",
            ],
        );
    }
}
