//! One transaction has more statements than the team allows.
//!
//! It holds its locks until the last one, and a failure undoes them all.

use crate::rules::prelude::*;

/// The rule `statement-maximum-statements-in-transaction`.
pub(super) static RULE: Rule = Rule {
    code: "statement-maximum-statements-in-transaction",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["many-ddl-one-change"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10),
        about: "how many statements a transaction may have",
    }],
    source: include_str!("statement_maximum_statements_in_transaction.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(begun) = look.session.begun_at else { return };
    let most = look.parameters.count("number");
    // Told once, at the first one too many.
    if look.at - begun == most + 1 && !matches!(look.unit.form, Form::Transaction(_)) {
        marks.push(look.mark_all(format!("the transaction has more than {most} statements")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.statement-maximum-statements-in-transaction]\nnumber = 2",
            &[
                "BEGIN; UPDATE t SET a = 1 WHERE b = 1; UPDATE t SET a = 1 WHERE b = 2; UPDATE t SET a = 1 WHERE b = 3; COMMIT;",
                "sqlite: BEGIN; DELETE FROM t WHERE a = 1; DELETE FROM t WHERE a = 2; DELETE FROM t WHERE a = 3; END;",
                "START TRANSACTION; SELECT 1; SELECT 2; SELECT 3; SELECT 4; COMMIT;",
            ],
            &[
                "BEGIN; SELECT 1; SELECT 2; COMMIT;",
                "SELECT 1; SELECT 2; SELECT 3;",
                "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; SELECT 3; COMMIT;",
            ],
        );
    }
}
