//! A change ends its transaction by itself.
//!
//! What runs it can then neither undo it nor say whether it is done.
//!
//! Instead, leave COMMIT to the runner.

use crate::rules::prelude::*;

/// The rule `statement-disallow-commit`.
pub(super) static RULE: Rule = Rule {
    code: "statement-disallow-commit",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_disallow_commit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::Transaction(Transaction::Commit) = &look.unit.form {
        marks.push(look.mark_all("the change ends its transaction by itself").help("leave COMMIT to the runner"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["BEGIN; UPDATE t SET a = 1 WHERE b = 2; COMMIT;", "mysql: COMMIT;", "sqlite: BEGIN; END;"],
            &["UPDATE t SET a = 1 WHERE b = 2;", "BEGIN; ROLLBACK;", "SAVEPOINT a;"],
        );
    }
}
