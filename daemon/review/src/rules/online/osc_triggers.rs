//! A table that is changed has triggers.
//!
//! gh-ost refuses it; pt-osc makes triggers of its own, which old servers do not allow beside others.

use crate::rules::prelude::*;

/// The rule `osc-triggers`.
pub(super) static RULE: Rule = Rule {
    code: "osc-triggers",
    engines: MYSQL,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_triggers.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    let trigger = look.table(&alter.table).and_then(|table| table.triggers.first());
    if let Some(trigger) = trigger {
        let message = format!("`{}` has trigger `{trigger}`: an online tool may refuse it", alter.table.shown());
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
                "CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;\n---\nALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int); CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW SET @x = 1;\n---\nALTER TABLE t DROP a;",
                "CREATE TABLE t (a int); CREATE TRIGGER g AFTER DELETE ON t FOR EACH ROW SET @x = 1;\n---\nALTER TABLE t ENGINE=InnoDB;",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD b int;",
                "ALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1;\n---\nALTER TABLE t ADD b int;",
            ],
        );
    }
}
