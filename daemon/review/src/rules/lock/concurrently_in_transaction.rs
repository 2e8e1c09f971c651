//! A CONCURRENTLY form inside a transaction is refused by the server.
//!
//! PostgreSQL answers `cannot run inside a transaction block`, and the transaction with all its other work is lost.
//!
//! Instead, put the statement outside of BEGIN … COMMIT, best into a file of its own.

use crate::rules::prelude::*;

/// The rule `concurrently-in-transaction`.
pub(super) static RULE: Rule = Rule {
    code: "concurrently-in-transaction",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("concurrently_in_transaction.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_concurrent = match &look.unit.form {
        Form::CreateIndex(index) => index.concurrently,
        Form::Drop(drop) => drop.concurrently,
        Form::Reindex { concurrently, .. } => *concurrently,
        // REFRESH … CONCURRENTLY may run in a transaction; DETACH may not, but for FINALIZE.
        Form::AlterTable(alter) => alter.actions.iter().any(|action| matches!(action.act, Act::Detach(_, true))),
        _ => false,
    };
    if is_concurrent && look.session.in_transaction() {
        let mark = look.mark_all("CONCURRENTLY cannot run inside a transaction; the server refuses it");
        marks.push(mark.help("run it outside of BEGIN … COMMIT, best in a file of its own"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;",
                "START TRANSACTION; DROP INDEX CONCURRENTLY i; COMMIT;",
                "BEGIN; ALTER TABLE p DETACH PARTITION c CONCURRENTLY; COMMIT;",
            ],
            &[
                "CREATE INDEX CONCURRENTLY i ON t (a);",
                "BEGIN; CREATE INDEX i ON t (a); COMMIT; DROP INDEX CONCURRENTLY j;",
                "BEGIN; REFRESH MATERIALIZED VIEW CONCURRENTLY v; COMMIT;",
            ],
        );
    }
}
