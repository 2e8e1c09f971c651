//! A default is set and dropped in one release.
//!
//! It gives old rows a value, and old programs none: their INSERTs fail as soon as it is gone.
//!
//! Instead, drop it in a later release.

use crate::rules::prelude::*;

/// The rule `add-then-drop-default`.
pub(super) static RULE: Rule = Rule {
    code: "add-then-drop-default",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("add_then_drop_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::DropDefault(name) = &action.act else { continue };
        let same = |other: &str| other.eq_ignore_ascii_case(name.as_str());
        let sets = |unit: &Unit| {
            unit.form.as_alter().is_some_and(|other| {
                other.table.name == alter.table.name
                    && other.actions.iter().any(|action| match &action.act {
                        Act::AddColumn { column, .. } => column.default.is_some() && same(column.name()),
                        Act::SetDefault(column, _) => same(column.as_str()),
                        _ => false,
                    })
            })
        };
        if look.earlier(&alter.table).any(sets) {
            let message = format!("INSERTs of old programs have no value for `{}` from then on", name.as_str());
            marks.push(look.mark(&action.span, message).help("drop the default in a later release"));
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
                "ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0; ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
                "ALTER TABLE t ALTER a SET DEFAULT 1; ALTER TABLE t ALTER a DROP DEFAULT;",
                "mysql: ALTER TABLE t ADD a int NOT NULL DEFAULT 0; ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
            ],
            &[
                "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
                "ALTER TABLE t ADD COLUMN a int DEFAULT 0; ALTER TABLE t ALTER COLUMN b DROP DEFAULT;",
                "CREATE TABLE t (a int DEFAULT 0); ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
            ],
        );
    }
}
