//! A foreign key refers to a table, or to columns without a unique key, that do not exist.
//!
//! The statement fails; SQLite takes it, and every write to the child fails later.

use crate::rules::prelude::*;

/// The rule `fk-parent-missing`.
pub(super) static RULE: Rule = Rule {
    code: "fk-parent-missing",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_parent_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, _, reference, _) in look.references() {
        let is_self = table.name == reference.table.name;
        let Some(parent) = look.table(&reference.table) else {
            let is_made = is_self || look.is_made_later(&["TABLE"], &reference.table);
            // MySQL takes a forward reference only while its checks are off; SQLite always.
            if look.catalog.is_complete && !is_made {
                marks
                    .push(look.mark(&reference.table.span, format!("there is no table `{}`", reference.table.shown())));
            }
            continue;
        };
        let columns: Vec<String> = reference.columns.iter().map(|part| part.as_str().to_owned()).collect();
        let lacks = if columns.is_empty() { parent.primary_key().is_none() } else { !parent.has_unique_on(&columns) };
        let may_come = look
            .after()
            .iter()
            .any(|unit| unit.form.as_alter().is_some_and(|alter| alter.table.name == reference.table.name));
        let is_loose = look.is_mysql() && parent.has_index_on(&columns);
        if lacks && parent.is_whole && !is_self && !may_come && !is_loose {
            let message = format!("`{}` has no unique key over these columns", reference.table.shown());
            marks.push(
                look.mark(&reference.span, message).help("refer to the primary key, or add a unique key to the parent"),
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
                "CREATE TABLE b (id int PRIMARY KEY);\n---\nCREATE TABLE a (x int REFERENCES c);",
                "CREATE TABLE b (id int); CREATE TABLE a (x int REFERENCES b (id));",
                "mysql: CREATE TABLE b (id int, n int, PRIMARY KEY (id)); CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (n));",
            ],
            &[
                "CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (x int REFERENCES b);",
                "CREATE TABLE a (x int REFERENCES c);",
                "CREATE TABLE a (id int PRIMARY KEY, x int REFERENCES a (id));",
            ],
        );
    }
}
