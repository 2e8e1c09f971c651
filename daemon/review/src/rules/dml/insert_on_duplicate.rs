//! ON DUPLICATE KEY UPDATE or REPLACE: which row is changed depends on which unique key is hit first.
//!
//! REPLACE deletes the row and inserts another: what it did not name is lost, and cascades and triggers of DELETE fire.
//!
//! Instead, INSERT or UPDATE, where it is known which it has to be.

use crate::rules::prelude::*;

/// The rule `insert-on-duplicate`.
pub(super) static RULE: Rule = Rule {
    code: "insert-on-duplicate",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("insert_on_duplicate.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    if insert.is_replace {
        marks.push(look.mark_all("REPLACE deletes the row that is there, with what the statement does not name"));
    } else if insert.on_conflict {
        marks.push(look.mark_all("which row is changed depends on which unique key is hit"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "REPLACE INTO t (a) VALUES (1);",
                "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2;",
                "REPLACE INTO t (a) SELECT a FROM u;",
            ],
            &[
                "INSERT INTO t (a) VALUES (1);",
                "INSERT IGNORE INTO t (a) VALUES (1);",
                "UPDATE t SET a = REPLACE(a, 'x', 'y') WHERE b = 1;",
            ],
        );
    }
}
