//! A column is dropped and one of the same name added in one ALTER.
//!
//! An online tool copies by name: the new column gets the old values.
//!
//! Instead, in two steps.

use crate::rules::prelude::*;

/// The rule `osc-drop-add-same-name`.
pub(super) static RULE: Rule = Rule {
    code: "osc-drop-add-same-name",
    engines: MYSQL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_drop_add_same_name.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let adds = |other: &Action| matches!(&other.act, Act::AddColumn { column, .. } if column.name().eq_ignore_ascii_case(name.as_str()));
        if alter.actions.iter().any(adds) {
            marks.push(
                look.mark(
                    &action.span,
                    format!("an online tool would copy the old values into the new `{}`", name.as_str()),
                )
                .help("do it in two steps"),
            );
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
                "ALTER TABLE t DROP a, ADD a text;",
                "ALTER TABLE t ADD COLUMN A int, DROP COLUMN a;",
                "ALTER TABLE t DROP COLUMN b, DROP COLUMN a, ADD a int;",
            ],
            &[
                "ALTER TABLE t DROP a, ADD b text;",
                "ALTER TABLE t DROP a; ALTER TABLE t ADD a int;",
                "ALTER TABLE t ADD a int;",
            ],
        );
    }
}
