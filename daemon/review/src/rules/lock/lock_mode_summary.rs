//! Tells the strongest lock that a statement takes, and what it blocks.
//!
//! Not a fault: a table for the reviewer. Only tables that others may be using are named, and only locks that readers, writers or
//! other changes notice. Switch it on with level `notice`.

use crate::rules::prelude::*;

/// The rule `lock-mode-summary`.
pub(super) static RULE: Rule = Rule {
    code: "lock-mode-summary",
    engines: POSTGRES,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("lock_mode_summary.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut taken = locks(look.unit, look.catalog);
    taken.retain(|(_, mode, _)| *mode > LockMode::RowExclusive);
    let Some(strongest) = taken.iter().map(|(_, mode, _)| *mode).max() else { return };
    let tables: Vec<_> = taken.iter().map(|(_, mode, name)| format!("`{}` {}", name.shown(), mode.name())).collect();
    marks.push(look.mark_all(format!("{}: blocks {}", tables.join(", "), strongest.blocks())));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "CREATE INDEX CONCURRENTLY i ON t (a);",
                "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b NOT VALID;",
            ],
            &["CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int;", "SELECT 1;", "INSERT INTO t (a) VALUES (1);"],
        );
    }
}
