//! A value is added to an enum in a transaction that uses it.
//!
//! Before PostgreSQL 12 it is refused; from then on the new value cannot be used before the transaction ends.

use crate::rules::prelude::*;

/// The rule `enum-add-in-transaction`.
pub(super) static RULE: Rule = Rule {
    code: "enum-add-in-transaction",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("enum_add_in_transaction.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Alter(alter) = &look.unit.form else { return };
    let adds = alter.kind == "TYPE" && look.unit.are(alter.rest, &["ADD", "VALUE"]);
    if adds && look.session.in_transaction() {
        marks.push(
            look.mark_all("the new value cannot be used before the transaction ends")
                .help("add it outside of BEGIN … COMMIT"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TYPE mood ADD VALUE 'fine'; COMMIT;",
                "BEGIN; ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'fine' BEFORE 'ok'; COMMIT;",
                "START TRANSACTION; ALTER TYPE mood ADD VALUE 'a' AFTER 'b'; UPDATE t SET m = 'a' WHERE b = 1; COMMIT;",
            ],
            &[
                "ALTER TYPE mood ADD VALUE 'fine';",
                "BEGIN; ALTER TYPE mood RENAME TO m; COMMIT;",
                "BEGIN; CREATE TYPE mood AS ENUM ('a'); COMMIT;",
            ],
        );
    }
}
