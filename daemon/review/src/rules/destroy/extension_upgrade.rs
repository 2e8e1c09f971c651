//! An extension gets another version.
//!
//! Its functions, types and operators may change under what uses them, and there is no way back but a restore.
//!
//! Instead, try it on a copy first, and read the extension's notes.

use crate::rules::prelude::*;

/// The rule `extension-upgrade`.
pub(super) static RULE: Rule = Rule {
    code: "extension-upgrade",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("extension_upgrade.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Alter(alter) = &look.unit.form else { return };
    if alter.kind == "EXTENSION" && look.unit.is(alter.rest, "UPDATE") {
        marks.push(look.mark_all("there is no way back to the old version").help("try it on a copy first"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER EXTENSION hstore UPDATE;",
                "ALTER EXTENSION hstore UPDATE TO '1.8';",
                "ALTER EXTENSION \"uuid-ossp\" UPDATE;",
            ],
            &[
                "ALTER EXTENSION hstore SET SCHEMA app;",
                "CREATE EXTENSION hstore;",
                "ALTER EXTENSION hstore ADD FUNCTION f(int);",
            ],
        );
    }
}
