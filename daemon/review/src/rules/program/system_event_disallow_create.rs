//! An event is made, which the team does not use.
//!
//! It runs by itself, on one server, and nobody sees whether it did.

use crate::rules::prelude::*;

/// The rule `system-event-disallow-create`.
pub(super) static RULE: Rule = Rule {
    code: "system-event-disallow-create",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &["event-banned"],
    parameters: &[],
    source: include_str!("system_event_disallow_create.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::banned::check(look, marks, &["EVENT"]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t WHERE a = 1;",
                "CREATE DEFINER=a@b EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1;",
                "CREATE EVENT IF NOT EXISTS e ON SCHEDULE AT NOW() DO SELECT 1;",
            ],
            &["DROP EVENT e;", "CREATE TABLE event (a int);", "CREATE VIEW v AS SELECT 1 AS a;"],
        );
    }
}
