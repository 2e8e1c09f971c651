//! The table's name is so long that a tool for online changes finds no name for the table beside it: MySQL allows 64 characters.
//!
//! Instead, a shorter name.

use crate::rules::prelude::*;

/// The rule `osc-shadow-name-too-long`.
pub(super) static RULE: Rule = Rule {
    code: "osc-shadow-name-too-long",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(8),
        about: "how many characters the name of the table beside it has more",
    }],
    source: include_str!("osc_shadow_name_too_long.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = 64_usize.saturating_sub(look.parameters.count("number"));
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    let length = alter.table.name.as_str().chars().count();
    if length > most {
        let message = format!(
            "`{}` has {length} characters, and at most {most} leave room for the table beside it",
            alter.table.shown()
        );
        marks.push(look.mark(&alter.table.span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE a123456789b123456789c123456789d123456789e123456789f123456789 ADD a int;",
                "ALTER TABLE d.a123456789b123456789c123456789d123456789e123456789f123456789 DROP a;",
                "ALTER TABLE `a123456789b123456789c123456789d123456789e123456789f123456789` ENGINE = InnoDB;",
            ],
            &[
                "ALTER TABLE t ADD a int;",
                "CREATE TABLE a123456789b123456789c123456789d123456789e123456789f123456789 (a int);",
                "ALTER TABLE a123456789b123456789c123456789d123456789 ADD a int;",
            ],
        );
    }
}
