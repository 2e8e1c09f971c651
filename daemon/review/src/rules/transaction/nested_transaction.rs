//! A transaction is begun where one is open, or ended where none is.
//!
//! PostgreSQL only warns, MySQL commits the open one in silence, SQLite fails. What was meant to succeed or fail together does not.
//!
//! Instead, begin and end exactly once; where the runner puts the file into a transaction, not at all.

use crate::rules::prelude::*;

/// The rule `nested-transaction`.
pub(super) static RULE: Rule = Rule {
    code: "nested-transaction",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("nested_transaction.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Transaction(what) = &look.unit.form else { return };
    let open = look.session.begun_at.is_some();
    let message = match what {
        Transaction::Begin if look.session.is_wrapped => "the runner has begun a transaction already",
        Transaction::Begin if open => "a transaction is open already",
        Transaction::Commit | Transaction::Rollback if look.session.is_wrapped => {
            "this ends the transaction of the runner"
        }
        Transaction::Commit | Transaction::Rollback if !open => "no transaction is open here",
        _ => return,
    };
    let mark = look.mark_all(message).help("begin and end a transaction exactly once");
    marks.push(look.removing(mark, "leave it out"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; BEGIN; COMMIT;",
                "mysql: UPDATE t SET a = 1 WHERE b = 2; COMMIT;",
                "sqlite: BEGIN; COMMIT; ROLLBACK;",
            ],
            &["BEGIN; COMMIT; BEGIN; COMMIT;", "BEGIN; SAVEPOINT a; ROLLBACK TO a; COMMIT;", "sqlite: BEGIN; END;"],
        );
    }
}
