//! The server that the change goes to refuses writes: it is a replica, or it is set to read-only.
//!
//! The first statement that writes fails. The database of `--url`, or the daemon's target, tells.
//!
//! Instead, name the primary server.

use crate::estimate::DmlKind;
use crate::rules::prelude::*;

/// The rule `target-is-read-only`.
pub(super) static RULE: Rule = Rule {
    code: "target-is-read-only",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("target_is_read_only.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(server) = look.facts.server.as_ref().filter(|server| server.is_read_only) else { return };
    if writes(look.unit) && !look.before().iter().any(writes) {
        let why = if server.is_replica { "it is a replica" } else { "it is set to read-only" };
        marks.push(look.mark_all(format!("the server refuses writes: {why}")).help("name the primary server"));
    }
}

fn writes(unit: &Unit) -> bool {
    unit.form.is_ddl() || DmlKind::of(unit).is_some()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, Server};

    #[test]
    fn cases() {
        let server = Server { is_read_only: true, is_replica: true, ..Server::default() };
        let facts = Facts { server: Some(server), ..Facts::default() };
        let writes =
            ["CREATE TABLE t (a int);", "mysql: INSERT INTO t (a) VALUES (1);", "sqlite: SELECT 1; DELETE FROM t;"];
        crate::cases::check_facts(&super::RULE, "", &facts, &writes, &["SELECT 1;", "SET x = 1;", "BEGIN; COMMIT;"]);
        assert!(crate::cases::findings(&super::RULE, writes[0], "", &crate::cases::told(&[])).is_empty());
    }
}
