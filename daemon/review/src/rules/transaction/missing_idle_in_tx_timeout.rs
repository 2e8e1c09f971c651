//! A transaction that takes locks has no bound on how long it may stand idle: a runner that hangs keeps the locks for ever.
//!
//! Instead, `SET idle_in_transaction_session_timeout = …` before it.

use crate::rules::prelude::*;

/// The rule `missing-idle-in-tx-timeout`.
pub(super) static RULE: Rule = Rule {
    code: "missing-idle-in-tx-timeout",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("missing_idle_in_tx_timeout.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_first = !look.before().iter().any(|unit| unit.form.is_ddl());
    let is_bounded = look.session.has("idle_in_transaction_session_timeout");
    if look.session.in_transaction() && look.unit.form.is_ddl() && is_first && !is_bounded {
        let mark = look.mark_all("a runner that hangs keeps the lock of this for ever");
        marks.push(mark.help("begin with SET idle_in_transaction_session_timeout = '30s';"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TABLE t ADD a int; COMMIT;",
                "SET lock_timeout = '1s'; BEGIN; DROP TABLE t; COMMIT;",
                "BEGIN; SELECT 1; CREATE INDEX i ON t (a); COMMIT;",
            ],
            &[
                "SET idle_in_transaction_session_timeout = '30s'; BEGIN; ALTER TABLE t ADD a int; COMMIT;",
                "ALTER TABLE t ADD a int;",
                "BEGIN; SELECT 1; COMMIT;",
            ],
        );
    }
}
