//! A schema is renamed, and with it the full name of everything in it.
//!
//! Instead, make the new schema, move object by object, and leave views behind.

use crate::rules::prelude::*;

/// The rule `rename-schema`.
pub(super) static RULE: Rule = Rule {
    code: "rename-schema",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["schema-backward-compatibility"],
    parameters: &[],
    source: include_str!("rename_schema.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Alter(alter) = &look.unit.form else { return };
    if alter.kind == "SCHEMA" && look.unit.is(alter.rest, "RENAME") {
        let name = alter.name.as_ref().map(Name::shown).unwrap_or_default();
        let message = format!("programs that name anything in `{name}` fail at once");
        marks.push(look.mark_all(message).help("move object by object, and leave views behind"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER SCHEMA a RENAME TO b;",
                "alter schema \"A\" rename to b;",
                "BEGIN; ALTER SCHEMA a RENAME TO b; COMMIT;",
            ],
            &["ALTER SCHEMA a OWNER TO b;", "ALTER TABLE a RENAME TO b;", "CREATE SCHEMA a;"],
        );
    }
}
