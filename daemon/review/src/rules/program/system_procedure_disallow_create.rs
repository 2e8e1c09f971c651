//! A stored procedure is made, which the team does not use.
//!
//! Its code is not where the program's is, and is not tested with it.

use crate::rules::prelude::*;

/// The rule `system-procedure-disallow-create`.
pub(super) static RULE: Rule = Rule {
    code: "system-procedure-disallow-create",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &["routine-banned"],
    parameters: &[],
    source: include_str!("system_procedure_disallow_create.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    super::banned::check(look, marks, &["PROCEDURE"]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE PROCEDURE p() SELECT 1;",
                "CREATE DEFINER=a@b PROCEDURE p() BEGIN SELECT 1; END;",
                "CREATE OR REPLACE PROCEDURE p() SELECT 1;",
            ],
            &["DROP PROCEDURE p;", "CREATE FUNCTION f() RETURNS int RETURN 1;", "CALL p();"],
        );
    }
}
