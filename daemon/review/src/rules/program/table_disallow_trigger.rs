//! A trigger is made, which the team does not use.
//!
//! It does things that no statement in the program says.

use crate::rules::prelude::*;

/// The rule `table-disallow-trigger`.
pub(super) static RULE: Rule = Rule {
    code: "table-disallow-trigger",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["trigger-banned"],
    parameters: &[],
    source: include_str!("table_disallow_trigger.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::banned::check(look, marks, &["TRIGGER", "CONSTRAINT TRIGGER"]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
                "mysql: CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;",
                "sqlite: CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;",
            ],
            &["DROP TRIGGER g ON t;", "CREATE TABLE trigger_log (a int);", "sqlite: CREATE VIEW v AS SELECT 1 AS a;"],
        );
    }
}
