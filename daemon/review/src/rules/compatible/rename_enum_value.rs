//! An enum value is renamed while programs still write the old one.
//!
//! Instead, add the new value, move the rows in batches, and leave the old value unused.

use crate::rules::prelude::*;

/// The rule `rename-enum-value`.
pub(super) static RULE: Rule = Rule {
    code: "rename-enum-value",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("rename_enum_value.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Alter(alter) = &look.unit.form else { return };
    if alter.kind == "TYPE" && look.unit.are(alter.rest, &["RENAME", "VALUE"]) {
        let message = "programs that read or write the old value fail at once";
        marks.push(
            look.mark_all(message)
                .help("ADD VALUE for the new one, move the rows in batches, leave the old one unused"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';",
                "ALTER TYPE s.mood RENAME VALUE 'a' TO 'b';",
                "alter type \"Mood\" rename value 'a' to 'b';",
            ],
            &[
                "ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';",
                "ALTER TYPE mood RENAME TO feeling;",
                "ALTER TYPE pair RENAME ATTRIBUTE a TO b;",
            ],
        );
    }
}
