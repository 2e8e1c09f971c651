//! A schema change inside a transaction commits it.
//!
//! MySQL ends the open transaction before and after every DDL statement; a later ROLLBACK undoes nothing of what was before.
//!
//! Instead, keep DDL outside of BEGIN … COMMIT.

use crate::rules::prelude::*;

/// The rule `mysql-implicit-commit`.
pub(super) static RULE: Rule = Rule {
    code: "mysql-implicit-commit",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("mysql_implicit_commit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_temporary = match &look.unit.form {
        Form::CreateTable(create) => create.is_temporary,
        Form::Drop(drop) => drop.is_temporary,
        _ => false,
    };
    if look.session.in_transaction() && look.unit.form.is_ddl() && !is_temporary {
        let message = "MySQL commits the open transaction here: nothing before it can be rolled back";
        marks.push(look.mark_all(message).help("keep schema changes outside of BEGIN … COMMIT"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; UPDATE t SET a = 1 WHERE b = 2; ALTER TABLE t ADD c int; COMMIT;",
                "START TRANSACTION; CREATE TABLE t (a int); COMMIT;",
                "BEGIN; TRUNCATE TABLE t; COMMIT;",
            ],
            &[
                "ALTER TABLE t ADD c int;",
                "BEGIN; UPDATE t SET a = 1 WHERE b = 2; COMMIT; ALTER TABLE t ADD c int;",
                "BEGIN; CREATE TEMPORARY TABLE t (a int); COMMIT;",
            ],
        );
    }
}
