//! A table is made LOGGED or UNLOGGED, and every row of it is written again.
//!
//! Every read and write of it waits; an UNLOGGED table is empty after a crash.

use crate::rules::prelude::*;

/// The rule `set-logged-unlogged`.
pub(super) static RULE: Rule = Rule {
    code: "set-logged-unlogged",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("set_logged_unlogged.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if let Act::SetLogged(_) = &action.act {
            marks.push(look.mark(
                &action.span,
                format!("every row of `{}` is written again, and all else waits", alter.table.shown()),
            ));
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
                "ALTER TABLE t SET LOGGED;",
                "ALTER TABLE t SET UNLOGGED;",
                "ALTER TABLE s.t ADD COLUMN a int, SET UNLOGGED;",
            ],
            &[
                "CREATE UNLOGGED TABLE t (a int);",
                "ALTER TABLE t SET (fillfactor = 70);",
                "CREATE TABLE t (a int); ALTER TABLE t SET UNLOGGED;",
            ],
        );
    }
}
