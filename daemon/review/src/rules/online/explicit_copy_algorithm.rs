//! ALGORITHM=COPY is asked for: every row is copied while writes wait.
//!
//! Instead, ask for INPLACE or INSTANT; the server then refuses what it cannot do so, and nothing is blocked by surprise.

use crate::rules::prelude::*;

/// The rule `explicit-copy-algorithm`.
pub(super) static RULE: Rule = Rule {
    code: "explicit-copy-algorithm",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("explicit_copy_algorithm.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    for option in alter.options.iter().filter(|option| option.key == "ALGORITHM" && look.is_shared(&alter.table)) {
        if option.value.eq_ignore_ascii_case("COPY") {
            let message = format!("every row of `{}` is copied while writes wait", alter.table.shown());
            let mark = look.mark(&option.span, message).help("use ALGORITHM=INPLACE or INSTANT");
            marks.push(look.replacing(mark, "ask for INPLACE", &option.span, "ALGORITHM=INPLACE"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int, ALGORITHM=COPY;",
                "ALTER TABLE t ALGORITHM = copy, ADD INDEX (a);",
                "ALTER TABLE t ENGINE=InnoDB, ALGORITHM COPY, LOCK=SHARED;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int, ALGORITHM=INSTANT;",
                "ALTER TABLE t ADD COLUMN a int;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD b int, ALGORITHM=COPY;",
            ],
        );
    }
}
