//! A trigger of a table that others use is switched on or off.
//!
//! It takes a SHARE ROW EXCLUSIVE lock: writes wait; and while it is off, rows come in that it would have refused or changed.
//!
//! Instead, set `session_replication_role` in the one session that must pass by it.

use crate::rules::prelude::*;

/// The rule `toggle-trigger-lock`.
pub(super) static RULE: Rule = Rule {
    code: "toggle-trigger-lock",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("toggle_trigger_lock.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if let Act::Trigger(is_on) = action.act {
            let what = if is_on { "" } else { ", and other sessions pass by the trigger" };
            let message = format!("writes to `{}` wait for this{what}", alter.table.shown());
            marks.push(look.mark(&action.span, message).help("set session_replication_role in one session instead"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t DISABLE TRIGGER g;",
                "ALTER TABLE t ENABLE TRIGGER ALL;",
                "ALTER TABLE s.t ENABLE ALWAYS TRIGGER g;",
            ],
            &[
                "CREATE TABLE t (a int); ALTER TABLE t DISABLE TRIGGER g;",
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "ALTER TABLE t DISABLE RULE r;",
            ],
        );
    }
}
