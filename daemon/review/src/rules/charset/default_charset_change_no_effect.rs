//! The default charset of a table changes, and its columns stay as they are.
//!
//! Instead: `ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4`, which writes the table again.

use crate::rules::prelude::*;

/// The rule `default-charset-change-no-effect`.
pub(super) static RULE: Rule = Rule {
    code: "default-charset-change-no-effect",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("default_charset_change_no_effect.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    for option in alter.options.iter().filter(|option| option.key == "CHARSET") {
        let message = "only columns that are added later get it; those that are there stay as they are";
        let mark = look.mark(&option.span, message).help("use CONVERT TO CHARACTER SET where the columns are meant");
        marks.push(look.replacing(
            mark,
            "convert the columns",
            &option.span,
            format!("CONVERT TO CHARACTER SET {}", option.value),
        ));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t DEFAULT CHARSET=utf8mb4;",
                "ALTER TABLE t CHARACTER SET utf8mb4;",
                "ALTER TABLE t ADD a int, DEFAULT CHARACTER SET = utf8mb4;",
            ],
            &[
                "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
                "CREATE TABLE t (a text) DEFAULT CHARSET=utf8mb4;",
                "ALTER TABLE t ADD a int;",
            ],
        );
    }
}
