//! The target takes no writes, and the file writes.
//!
//! It is a replica, or set to read-only: every such statement fails.
//!
//! That it takes none is told by the database of `--url`, by the daemon's target, or by the policy for some targets:
//!
//! ```toml
//! [target."*-replica".rules.read-only-target]
//! is_read_only = true
//! ```
//!
//! Instead, send the file to the primary.

use crate::rules::prelude::*;

/// The rule `read-only-target`.
pub(super) static RULE: Rule = Rule {
    code: "read-only-target",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "is_read_only",
        default: Value::Flag(false),
        about: "whether the target takes no writes",
    }],
    source: include_str!("read_only_target.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let server = look.facts.server.as_ref().filter(|server| server.is_read_only);
    let is_read_only = server.is_some() || look.around.known.is_read_only || look.parameters.flag("is_read_only");
    if is_read_only && writes(look, look.unit) && !look.before().iter().any(|unit| writes(look, unit)) {
        let why = if server.is_some_and(|server| server.is_replica) { ", because it is a replica" } else { "" };
        let message = format!("the target takes no writes{why}: this fails");
        marks.push(look.mark_all(message).help("send the file to the primary"));
    }
}

/// MySQL lets a replica have tables of the session.
fn writes(look: &Look, unit: &Unit) -> bool {
    let is_temporary = matches!(&unit.form, Form::CreateTable(create) if create.is_temporary);
    unit.form.writes() && !(is_temporary && look.is_mysql())
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, Server};

    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.read-only-target]\nis_read_only = true",
            &["SELECT 1; UPDATE t SET a = 1 WHERE b = 2;", "mysql: CREATE TABLE t (a int);", "VACUUM t;"],
            &["SELECT 1;", "mysql: CREATE TEMPORARY TABLE t (a int);", "SET lock_timeout = '1s';"],
        );
        let known = crate::Known { is_read_only: true, ..crate::Known::default() };
        let setup = crate::cases::Setup { known, ..Default::default() };
        crate::cases::check_in(&super::RULE, &setup, &["DROP TABLE t;"], &["SELECT 1;"]);
        crate::cases::check(&super::RULE, &[], &["DROP TABLE t;"]);
        let server = Server { is_read_only: true, is_replica: true, ..Server::default() };
        let facts = Facts { server: Some(server), ..Facts::default() };
        let writes = ["CREATE TABLE t (a int);", "mysql: INSERT INTO t (a) VALUES (1);", "sqlite: DELETE FROM t;"];
        crate::cases::check_facts(&super::RULE, "", &facts, &writes, &["SELECT 1;", "SET x = 1;", "BEGIN; COMMIT;"]);
        assert!(crate::cases::findings(&super::RULE, writes[0], "", &crate::cases::told(&[])).is_empty());
    }
}
