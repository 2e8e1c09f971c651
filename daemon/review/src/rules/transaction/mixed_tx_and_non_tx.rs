//! Statements that cannot run in a transaction stand beside others that should.
//!
//! Where the file fails in the middle, a part of it is done and cannot be undone together with the rest.
//!
//! Instead, give CREATE INDEX CONCURRENTLY, VACUUM, CREATE DATABASE and the like a file of their own.

use crate::rules::prelude::*;

/// The rule `mixed-tx-and-non-tx`.
pub(super) static RULE: Rule = Rule {
    code: "mixed-tx-and-non-tx",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("mixed_tx_and_non_tx.rs"),
    check: Check::Statement(check),
};

pub(super) fn is_alone(unit: &Unit) -> bool {
    match &unit.form {
        Form::CreateIndex(index) => index.concurrently,
        Form::Drop(drop) => drop.concurrently || matches!(drop.kind, "DATABASE" | "TABLESPACE"),
        Form::Reindex { concurrently, kind, .. } => *concurrently || matches!(*kind, "DATABASE" | "SYSTEM" | "SCHEMA"),
        Form::Vacuum { .. } => true,
        Form::Create(create) => matches!(create.kind, "DATABASE" | "TABLESPACE" | "SUBSCRIPTION"),
        Form::Alter(alter) => alter.kind == "SYSTEM",
        Form::AlterTable(alter) => alter.actions.iter().any(|action| matches!(action.act, Act::Detach(_, true))),
        _ => false,
    }
}

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_first = is_alone(look.unit) && !look.before().iter().any(is_alone);
    let is_other = |unit: &Unit| (unit.form.is_ddl() || unit.form.is_dml()) && !is_alone(unit);
    if is_first && look.units.iter().any(is_other) {
        let message =
            "this cannot run in a transaction, and other statements of the file should: half of it may be left done";
        marks.push(look.mark_all(message).help("move it into a file of its own"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int; CREATE INDEX CONCURRENTLY i ON t (a);",
                "VACUUM t; DELETE FROM t WHERE a = 1;",
                "CREATE DATABASE d; CREATE TABLE t (a int);",
            ],
            &[
                "CREATE INDEX CONCURRENTLY i ON t (a); DROP INDEX CONCURRENTLY j;",
                "ALTER TABLE t ADD COLUMN a int; CREATE INDEX i ON t (a);",
                "SET lock_timeout = '3s'; CREATE INDEX CONCURRENTLY i ON t (a);",
            ],
        );
    }
}
