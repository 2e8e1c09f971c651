//! A table is locked by hand.
//!
//! LOCK TABLE in a strong mode makes others wait until the transaction ends, whatever it does.

use crate::rules::prelude::*;

/// The rule `explicit-lock-table`.
pub(super) static RULE: Rule = Rule {
    code: "explicit-lock-table",
    engines: SERVERS,
    level: Level::Notice,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("explicit_lock_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Lock(tables, mode) = &look.unit.form else { return };
    let is_strong = matches!(mode.as_str(), "ACCESS EXCLUSIVE" | "EXCLUSIVE" | "WRITE" | "SHARE ROW EXCLUSIVE");
    if is_strong && !tables.is_empty() && tables.iter().any(|table| look.is_shared(table)) {
        marks.push(look.mark_all(format!("others wait until this {} lock is given up", mode.to_lowercase())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["LOCK TABLE t;", "LOCK t IN EXCLUSIVE MODE;", "mysql: LOCK TABLES t WRITE;"],
            &["LOCK TABLE t IN ACCESS SHARE MODE;", "mysql: UNLOCK TABLES;", "CREATE TABLE t (a int); LOCK TABLE t;"],
        );
    }
}
