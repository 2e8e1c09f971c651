//! A trigger is made on a table that others write to.
//!
//! CREATE TRIGGER takes a SHARE ROW EXCLUSIVE lock: writes wait, and the statement itself waits for every open transaction that
//! has written.
//!
//! Instead, set `lock_timeout` before it and try again where it runs out.

use crate::rules::prelude::*;

/// The rule `create-trigger-lock`.
pub(super) static RULE: Rule = Rule {
    code: "create-trigger-lock",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("create_trigger_lock.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let Some(on) = create.on.as_ref().filter(|on| look.is_shared(on)) else { return };
    if matches!(create.kind, "TRIGGER" | "CONSTRAINT TRIGGER") {
        marks.push(
            look.mark_all(format!("writes to `{}` wait for this", on.shown())).help("set lock_timeout before it"),
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
                "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
                "CREATE OR REPLACE TRIGGER g BEFORE UPDATE ON s.t EXECUTE FUNCTION f();",
                "CREATE CONSTRAINT TRIGGER g AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();",
            ],
            &[
                "CREATE TABLE t (a int); CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
                "DROP TRIGGER g ON t;",
                "CREATE EVENT TRIGGER g ON sql_drop EXECUTE FUNCTION f();",
            ],
        );
    }
}
