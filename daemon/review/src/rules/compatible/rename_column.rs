//! A column is renamed while programs still use the old name.
//!
//! Instead, expand and contract: add the new column, write both, fill the old rows, read the new one, drop the old one in a later
//! release.

use crate::rules::prelude::*;

/// The rule `rename-column`.
pub(super) static RULE: Rule = Rule {
    code: "rename-column",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["schema-backward-compatibility"],
    parameters: &[],
    source: include_str!("rename_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (from, to) = match &action.act {
            Act::RenameColumn(from, to) => (from.as_str(), to.as_str()),
            Act::Redefine { old: Some(old), column } => (old.as_str(), column.name()),
            _ => continue,
        };
        let known = look.table(&alter.table).and_then(|table| table.column(from));
        let is_own = known.is_some_and(|column| look.catalog.is_of_file(column.born));
        if from != to && !is_own {
            let message = format!("programs that use `{}.{from}` fail until they know `{to}`", alter.table.shown());
            let help = "add the new column, write both, fill the old rows, and drop the old one in a later release";
            marks.push(look.mark(&action.span, message).help(help));
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
                "ALTER TABLE t RENAME COLUMN a TO b;",
                "mysql: ALTER TABLE t CHANGE a b int;",
                "sqlite: ALTER TABLE t RENAME a TO b;",
            ],
            &[
                "mysql: ALTER TABLE t CHANGE a a bigint;",
                "CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO b;",
                "ALTER TABLE t RENAME CONSTRAINT a TO b;",
            ],
        );
    }
}
