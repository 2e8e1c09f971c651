//! A table is copied to another tablespace, or into another storage, while every read and write of it waits.
//!
//! Instead, `pg_repack --tablespace`.

use crate::rules::prelude::*;

/// The rule `set-tablespace-moves`.
pub(super) static RULE: Rule = Rule {
    code: "set-tablespace-moves",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 3,
    aliases: &["set-access-method"],
    parameters: &[],
    source: include_str!("set_tablespace_moves.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if matches!(action.act, Act::SetTablespace | Act::SetAccessMethod) {
            marks.push(
                look.mark(&action.span, format!("all of `{}` is copied, and all else waits", alter.table.shown())),
            );
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
                "ALTER TABLE t SET TABLESPACE fast;",
                "ALTER TABLE s.t SET ACCESS METHOD columnar;",
                "ALTER TABLE t ADD COLUMN a int, SET TABLESPACE fast;",
            ],
            &[
                "CREATE TABLE t (a int) TABLESPACE fast;",
                "CREATE TABLE t (a int); ALTER TABLE t SET TABLESPACE fast;",
                "ALTER TABLE t SET SCHEMA s;",
            ],
        );
    }
}
