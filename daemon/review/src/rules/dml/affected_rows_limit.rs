//! A statement may change more rows than the team allows.
//!
//! One transaction then holds its locks for long, and replicas fall behind. How many rows it changes is told by the database of `--url`,
//! and to the daemon: planned on PostgreSQL, MySQL and MariaDB, counted on SQLite. Where it cannot tell, as many as the table has are
//! taken, unless a condition on a unique key says that they are few.
//!
//! Instead, change them in batches by key.

use crate::estimate::DmlKind;
use crate::rules::prelude::*;

/// The rule `affected-rows-limit`.
pub(super) static RULE: Rule = Rule {
    code: "affected-rows-limit",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-affected-row-limit"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1000),
        about: "how many rows one statement may change",
    }],
    source: include_str!("affected_rows_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(dml) = look.dml.filter(|dml| !matches!(dml.kind, DmlKind::Insert | DmlKind::Replace | DmlKind::Load))
    else {
        return;
    };
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    if dml.rows.estimate.is_none_or(|rows| rows <= most) {
        return;
    }
    let message = format!("it changes {}, and at most {most} are allowed", dml.rows.shown());
    let mark = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) => look.mark(&change.table.span, message),
        _ => look.mark_all(message),
    };
    marks.push(mark.help("change them in batches by key"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_rows(
            &super::RULE,
            &[("t", 2000000)],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 1 WHERE a IS NULL;",
                "mysql: CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nDELETE FROM t WHERE a < 5;",
                "sqlite: CREATE TABLE t (id INTEGER PRIMARY KEY, a);\n---\nDELETE FROM t;",
            ],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 1 WHERE id = 5;",
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nDELETE FROM t WHERE id BETWEEN 1 AND 1000 AND a IS NULL;",
                "CREATE TABLE u (id int PRIMARY KEY, a int);\n---\nUPDATE u SET a = 1 WHERE a IS NULL;",
            ],
        );
        let facts = crate::cases::explaining(
            &[("t", 2000000)],
            &[("UPDATE t SET a = 1 WHERE id > 5", 5000), ("DELETE FROM t WHERE id = 1 OR id = 2", 2)],
        );
        crate::cases::check_facts(
            &super::RULE,
            "",
            &facts,
            &[
                "UPDATE t SET a = 1 WHERE id > 5;",
                "mysql: UPDATE t SET a = 1 WHERE id > 5;",
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 1 WHERE id > 5;",
            ],
            &[
                "DELETE FROM t WHERE id = 1 OR id = 2;",
                "CREATE TABLE t (id int PRIMARY KEY, a int); UPDATE t SET a = 1 WHERE id > 5;",
                "INSERT INTO t (a) VALUES (1);",
            ],
        );
    }
}
