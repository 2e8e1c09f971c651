//! A lock timeout is set after the statement that needed it.
//!
//! Instead, set it first.

use crate::rules::prelude::*;

/// The rule `timeout-after-danger`.
pub(super) static RULE: Rule = Rule {
    code: "timeout-after-danger",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("timeout_after_danger.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Set(setting) = &look.unit.form else { return };
    let is_strong =
        |unit: &Unit| locks(unit, look.catalog).iter().any(|(_, mode, _)| *mode >= LockMode::ShareRowExclusive);
    let is_first = !look.session.settings.contains_key("lock_timeout");
    if setting.name == "lock_timeout" && is_first && look.before().iter().any(is_strong) {
        marks.push(
            look.mark_all("a statement before this one waited without a limit").help("set it at the head of the file"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int; SET lock_timeout = '3s';",
                "DROP TABLE t; SET lock_timeout = '3s'; DROP TABLE u;",
                "BEGIN; ALTER TABLE t ADD COLUMN a int; SET LOCAL lock_timeout = '1s'; COMMIT;",
            ],
            &[
                "SET lock_timeout = '3s'; ALTER TABLE t ADD COLUMN a int;",
                "SELECT 1; SET lock_timeout = '3s';",
                "SET lock_timeout = '3s'; ALTER TABLE t ADD COLUMN a int; SET lock_timeout = '1s';",
            ],
        );
    }
}
