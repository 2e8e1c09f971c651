//! A statement cannot run in a transaction.
//!
//! What fails behind it leaves it done.

use crate::rules::prelude::*;

/// The rule `statement-non-transactional`.
pub(super) static RULE: Rule = Rule {
    code: "statement-non-transactional",
    engines: POSTGRES_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_non_transactional.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_sqlite = look.dialect() == schema::Dialect::Sqlite && matches!(look.unit.form, Form::Vacuum { .. });
    if is_sqlite || (look.is_postgres() && super::mixed_tx_and_non_tx::is_alone(look.unit)) {
        marks.push(look.mark_all("this cannot run in a transaction"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE INDEX CONCURRENTLY i ON t (a);", "VACUUM t;", "sqlite: VACUUM;"],
            &["CREATE INDEX i ON t (a);", "ALTER TABLE t ADD COLUMN a int;", "sqlite: CREATE TABLE t (a);"],
        );
    }
}
