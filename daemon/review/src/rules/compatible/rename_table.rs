//! A table is renamed while programs still use the old name.
//!
//! Instead, leave a view of the old name behind until the last program has moved on:
//!
//! ```sql
//! ALTER TABLE orders RENAME TO purchases;
//! CREATE VIEW orders AS SELECT * FROM purchases;
//! ```
//!
//! Not flagged: a table that the same file creates, and a rename after which such a view, or a new table, follows.

use crate::rules::prelude::*;

/// The rule `rename-table`.
pub(super) static RULE: Rule = Rule {
    code: "rename-table",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["schema-backward-compatibility"],
    parameters: &[],
    source: include_str!("rename_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let renames: Vec<(&Name, &Name, &Span)> = match &look.unit.form {
        Form::RenameTables(pairs) => pairs.iter().map(|(from, to)| (from, to, &from.span)).collect(),
        _ => look
            .actions()
            .filter_map(|(alter, action)| match &action.act {
                Act::RenameTo(to) => Some((&alter.table, to, &action.span)),
                _ => None,
            })
            .collect(),
    };
    for (from, to, span) in renames {
        // When two tables are swapped, the new one takes the name that the old one gave up.
        let is_swap = gives_up(look, to);
        let replaced = is_swap || renames_to(look, from) || look.is_made_later(&["VIEW", "TABLE"], from);
        if look.is_shared(from) && !replaced {
            let message = format!("programs that use `{}` fail until they know `{}`", from.shown(), to.shown());
            let to = Name { schema: to.schema.clone().or_else(|| from.schema.clone()), ..to.clone() };
            let view = format!("CREATE VIEW {} AS SELECT * FROM {}", look.sql(from), look.sql(&to));
            let mark = look.mark(span, message).help(format!("leave a view behind: {view};"));
            marks.push(look.following(mark, "leave a view behind", &view));
        }
    }
}

/// Whether the name was that of another table until now.
fn gives_up(look: &Look, name: &Name) -> bool {
    let mut units = look.earlier(name).chain([look.unit]);
    units.any(|unit| match &unit.form {
        Form::RenameTables(pairs) => pairs.iter().any(|(from, _)| from.name == name.name),
        Form::AlterTable(alter) => {
            let renames = |action: &Action| matches!(action.act, Act::RenameTo(_));
            alter.table.name == name.name && alter.actions.iter().any(renames)
        }
        _ => false,
    })
}

/// Whether something else takes the name later, as when two tables are swapped.
fn renames_to(look: &Look, name: &Name) -> bool {
    let takes = |to: &Name| to.name == name.name;
    let mut units = std::iter::once(look.unit).chain(look.later(name));
    units.any(|unit| match &unit.form {
        Form::RenameTables(pairs) => pairs.iter().any(|(_, to)| takes(to)),
        Form::AlterTable(alter) => {
            alter.actions.iter().any(|action| matches!(&action.act, Act::RenameTo(to) if takes(to)))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE a RENAME TO b;",
                "mysql: RENAME TABLE a TO b, c TO d;",
                "sqlite: ALTER TABLE a RENAME TO b; CREATE TABLE c (x);",
            ],
            &[
                "ALTER TABLE a RENAME TO b; CREATE VIEW a AS SELECT * FROM b;",
                "CREATE TABLE a (x int); ALTER TABLE a RENAME TO b;",
                "mysql: RENAME TABLE a TO a_old, a_new TO a;",
            ],
        );
    }
}
