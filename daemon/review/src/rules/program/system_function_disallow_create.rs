//! A stored function is made, which the team does not use.
//!
//! Its code is not where the program's is, and is not tested with it.

use crate::rules::prelude::*;

/// The rule `system-function-disallow-create`.
pub(super) static RULE: Rule = Rule {
    code: "system-function-disallow-create",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &["routine-banned"],
    parameters: &[],
    source: include_str!("system_function_disallow_create.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::banned::check(look, marks, &["FUNCTION"]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f() RETURNS int RETURN 1;",
                "CREATE DEFINER=a@b FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;",
                "CREATE OR REPLACE FUNCTION f() RETURNS int RETURN 1;",
            ],
            &["DROP FUNCTION f;", "CREATE PROCEDURE p() SELECT 1;", "SELECT f();"],
        );
    }
}
