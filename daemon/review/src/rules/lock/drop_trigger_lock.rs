//! A trigger of a table that others use is dropped.
//!
//! DROP TRIGGER takes an ACCESS EXCLUSIVE lock: reads and writes wait.
//!
//! Instead, set `lock_timeout` before it and try again where it runs out.

use crate::rules::prelude::*;

/// The rule `drop-trigger-lock`.
pub(super) static RULE: Rule = Rule {
    code: "drop-trigger-lock",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_trigger_lock.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    let Some(on) = drop.on.as_ref().filter(|on| look.is_shared(on)) else { return };
    if drop.kind == "TRIGGER" {
        marks.push(
            look.mark_all(format!("everything on `{}` waits for this", on.shown())).help("set lock_timeout before it"),
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
                "DROP TRIGGER g ON t;",
                "DROP TRIGGER IF EXISTS g ON s.t CASCADE;",
                "CREATE TABLE u (a int); DROP TRIGGER g ON t;",
            ],
            &["CREATE TABLE t (a int); DROP TRIGGER g ON t;", "DROP EVENT TRIGGER g;", "DROP POLICY p ON t;"],
        );
    }
}
