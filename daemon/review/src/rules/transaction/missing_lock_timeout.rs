//! A strong lock is asked for without a limit to the waiting.
//!
//! While the statement waits for a running query, everything that comes after waits behind it: one long report, and the table is
//! down. Groundline sets a timeout for its own steps; a file that others run needs its own.
//!
//! Instead, before the first such statement:
//!
//! ```sql
//! SET lock_timeout = '3s';
//! ```

use crate::rules::prelude::*;

/// The rule `missing-lock-timeout`.
pub(super) static RULE: Rule = Rule {
    code: "missing-lock-timeout",
    engines: SERVERS,
    level: Level::Notice,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("missing_lock_timeout.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_set = ["lock_timeout", "lock_wait_timeout", "statement_timeout"].iter().any(|name| look.session.has(name));
    if is_set
        || !is_strong(look, look.unit, look.catalog)
        || look.before().iter().any(|unit| is_strong(look, unit, look.catalog))
    {
        return;
    }
    let (setting, line) = if look.is_postgres() {
        ("lock_timeout", "SET lock_timeout = '3s';\n")
    } else {
        ("lock_wait_timeout", "SET SESSION lock_wait_timeout = 3;\n")
    };
    let mark =
        look.mark_all(format!("waits for its lock without a limit, and all else behind it: `{setting}` is not set"));
    let mark = mark.help(format!("set it before the first such statement: {}", line.trim_end()));
    marks.push(look.inserting(mark, "set a timeout", 0, line));
}

fn is_strong(look: &Look, unit: &Unit, catalog: &Catalog) -> bool {
    if look.is_postgres() {
        return locks(unit, catalog).iter().any(|(_, mode, _)| *mode >= LockMode::ShareRowExclusive);
    }
    unit.form.as_alter().is_some_and(|alter| !catalog.is_new(&alter.table))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "mysql: ALTER TABLE t ADD a int; ALTER TABLE u ADD a int;",
                "SET lock_timeout = 0; DROP TABLE t;",
            ],
            &[
                "SET lock_timeout = '3s'; ALTER TABLE t ADD COLUMN a int;",
                "SELECT set_config('lock_timeout', '3s', false); ALTER TABLE t ADD COLUMN a int;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD b int;",
                "mysql: SET SESSION lock_wait_timeout = 5; ALTER TABLE t ADD a int;",
            ],
        );
    }
}
