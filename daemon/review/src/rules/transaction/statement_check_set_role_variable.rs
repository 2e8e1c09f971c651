//! A script does not begin with SET ROLE.
//!
//! What it makes is then owned by whoever runs it.

use crate::rules::prelude::*;

/// The rule `statement-check-set-role-variable`.
pub(super) static RULE: Rule = Rule {
    code: "statement-check-set-role-variable",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_check_set_role_variable.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let sets = matches!(&look.unit.form, Form::Set(setting) if setting.name == "role");
    if look.at == 0 && !sets {
        marks.push(look.mark_all("what this makes is owned by whoever runs it").help("begin with SET ROLE owner"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a int);", "SELECT 1; SET ROLE app;", "SET lock_timeout = '3s'; CREATE TABLE t (a int);"],
            &[
                "SET ROLE app; CREATE TABLE t (a int);",
                "SET role TO app; SELECT 1;",
                "SET SESSION ROLE app; CREATE TABLE t (a int);",
            ],
        );
    }
}
