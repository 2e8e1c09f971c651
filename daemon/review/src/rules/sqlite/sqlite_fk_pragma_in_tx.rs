//! `PRAGMA foreign_keys` inside a transaction does nothing.
//!
//! Instead, set it before BEGIN.

use crate::rules::prelude::*;

/// The rule `sqlite-fk-pragma-in-tx`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-fk-pragma-in-tx",
    engines: SQLITE,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_fk_pragma_in_tx.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::Pragma(name, value) = &look.unit.form
        && name == "foreign_keys"
        && !value.is_empty()
        && look.session.in_transaction()
    {
        marks.push(look.mark_all("this does nothing inside a transaction").help("set it before BEGIN"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; PRAGMA foreign_keys = OFF; COMMIT;",
                "BEGIN IMMEDIATE; PRAGMA foreign_keys(0); END;",
                "BEGIN; SELECT 1; PRAGMA main.foreign_keys = ON; COMMIT;",
            ],
            &[
                "PRAGMA foreign_keys = OFF; BEGIN; COMMIT;",
                "BEGIN; PRAGMA defer_foreign_keys = ON; COMMIT;",
                "BEGIN; COMMIT; PRAGMA foreign_keys = ON;",
            ],
        );
    }
}
