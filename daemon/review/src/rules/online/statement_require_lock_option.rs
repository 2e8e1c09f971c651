//! ALTER TABLE does not say which lock it may take.
//!
//! The server then blocks writes in silence where it cannot do without.

use crate::rules::prelude::*;

/// The rule `statement-require-lock-option`.
pub(super) static RULE: Rule = Rule {
    code: "statement-require-lock-option",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_require_lock_option.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    if !alter.options.iter().any(|option| option.key == "LOCK") {
        let mark = look.mark(&alter.table.span, "the server may block writes in silence: no LOCK is asked for");
        let mark = mark.help("add LOCK=NONE");
        marks.push(look.inserting(mark, "ask for LOCK=NONE", look.unit.span().end, ", LOCK=NONE"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "ALTER TABLE t ADD INDEX (a), ALGORITHM=INPLACE;",
                "ALTER TABLE d.t DROP COLUMN a;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int, LOCK=NONE;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD b int;",
                "CREATE INDEX i ON t (a);",
            ],
        );
    }
}
