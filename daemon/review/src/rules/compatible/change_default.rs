//! A default is changed, and programs may rely on the old one: an INSERT that leaves the column out writes something else from now on.
//!
//! Instead, let programs name the value first.

use crate::rules::prelude::*;

/// The rule `change-default`.
pub(super) static RULE: Rule = Rule {
    code: "change-default",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("change_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (name, new) = match &action.act {
            Act::SetDefault(name, value) => (name.as_str(), Some(value)),
            Act::DropDefault(name) => (name.as_str(), None),
            Act::Redefine { old, column } => {
                (old.as_ref().map_or(column.name(), Part::as_str), column.default.as_ref())
            }
            _ => continue,
        };
        let Some(old) = look.table(&alter.table).and_then(|table| table.column(name)?.default.clone()) else {
            continue;
        };
        let new = new.map(|value| look.unit.written(value));
        if new.is_none_or(|new| !new.eq_ignore_ascii_case(&old)) {
            let message =
                format!("INSERT without `{name}` wrote {old}, and writes {} from now on", new.unwrap_or("NULL"));
            marks.push(look.mark(&action.span, message));
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
                "CREATE TABLE t (a int DEFAULT 1);\n---\nALTER TABLE t ALTER a SET DEFAULT 2;",
                "CREATE TABLE t (a int DEFAULT 1);\n---\nALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
                "mysql: CREATE TABLE t (a int DEFAULT 1);\n---\nALTER TABLE t MODIFY a int DEFAULT 5;",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ALTER a SET DEFAULT 2;",
                "CREATE TABLE t (a int DEFAULT 1);\n---\nALTER TABLE t ALTER a SET DEFAULT 1;",
                "mysql: CREATE TABLE t (a int DEFAULT 1);\n---\nALTER TABLE t MODIFY a bigint DEFAULT 1;",
            ],
        );
    }
}
