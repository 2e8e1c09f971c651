//! LOCK=SHARED or EXCLUSIVE is asked for: writes, or reads too, wait until the change is done.
//!
//! Instead, LOCK=NONE: the server refuses what it cannot do so.

use crate::rules::prelude::*;

/// The rule `explicit-lock-shared-exclusive`.
pub(super) static RULE: Rule = Rule {
    code: "explicit-lock-shared-exclusive",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("explicit_lock_shared_exclusive.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    for option in alter.options.iter().filter(|option| option.key == "LOCK" && look.is_shared(&alter.table)) {
        let what = match option.value.to_ascii_uppercase().as_str() {
            "SHARED" => "writes wait",
            "EXCLUSIVE" => "reads and writes wait",
            _ => continue,
        };
        let mark =
            look.mark(&option.span, format!("{what} until `{}` is changed", alter.table.shown())).help("use LOCK=NONE");
        marks.push(look.replacing(mark, "ask for LOCK=NONE", &option.span, "LOCK=NONE"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int, LOCK=SHARED;",
                "ALTER TABLE t ADD INDEX (a), LOCK = EXCLUSIVE;",
                "ALTER TABLE t ALGORITHM=INPLACE, LOCK=shared, ADD INDEX (a);",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int, LOCK=NONE;",
                "ALTER TABLE t ADD COLUMN a int, LOCK=DEFAULT;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD b int, LOCK=SHARED;",
            ],
        );
    }
}
