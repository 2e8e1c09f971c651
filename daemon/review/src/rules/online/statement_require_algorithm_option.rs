//! ALTER TABLE does not say by which algorithm.
//!
//! The server then takes whatever it can, and copies the table in silence where it cannot do better.

use crate::rules::prelude::*;

/// The rule `statement-require-algorithm-option`.
pub(super) static RULE: Rule = Rule {
    code: "statement-require-algorithm-option",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &["missing-algorithm-guard"],
    parameters: &[],
    source: include_str!("statement_require_algorithm_option.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    if !alter.options.iter().any(|option| option.key == "ALGORITHM") {
        let mark = look.mark(&alter.table.span, "the server may copy the table in silence: no ALGORITHM is asked for");
        let mark = mark.help("add ALGORITHM=INPLACE or INSTANT");
        marks.push(look.inserting(mark, "ask for INPLACE", look.unit.span().end, ", ALGORITHM=INPLACE"));
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
                "ALTER TABLE t ADD INDEX (a), LOCK=NONE;",
                "ALTER TABLE d.t DROP COLUMN a;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int, ALGORITHM=INSTANT;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD b int;",
                "CREATE INDEX i ON t (a);",
            ],
        );
    }
}
