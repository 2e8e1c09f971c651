//! A table has no primary key.
//!
//! Its rows cannot be told apart: replication, change capture, online schema changes and foreign keys need a key.
//!
//! Instead:
//!
//! ```sql
//! CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL);
//! ```
//!
//! Not flagged: a temporary table, a partition, a table that is made from a query or after another, and one with a unique key over NOT
//! NULL columns.

use crate::rules::prelude::*;

/// The rule `table-require-pk`.
pub(super) static RULE: Rule = Rule {
    code: "table-require-pk",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["table-no-primary-key"],
    parameters: &[],
    source: include_str!("table_require_pk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let name = match &look.unit.form {
        Form::CreateTable(create) if !create.is_temporary && create.partition_of.is_none() => &create.name,
        Form::AlterTable(alter) if loses_any(look.unit) => &Some(alter.table.clone()),
        _ => return,
    };
    let Some(name) = name else { return };
    if says_key(look) && !look.later(name).any(loses_any) {
        return;
    }
    let mut after = look.catalog.clone_for(look.unit);
    let had = look.table(name).is_none_or(Table::has_row_key);
    after.replay(look.unit);
    // A later statement of the file may add the key, as dumps do.
    for unit in look.later(name).filter(|unit| unit.form.as_alter().is_some_and(|alter| alter.table.name == name.name))
    {
        after.replay(unit);
    }
    let attached = |action: &Action| matches!(&action.act, Act::Attach(child, _) if child.name == name.name);
    let is_partition =
        look.later(name).filter_map(|unit| unit.form.as_alter()).any(|alter| alter.actions.iter().any(attached));
    let lacks = !is_partition
        && after.table(name).is_some_and(|table| table.is_whole && !table.columns.is_empty() && !table.has_row_key());
    if lacks && had {
        let message = format!("`{}` has no primary key: its rows cannot be told apart", name.shown());
        let span = look.unit.text.get(name.span.clone()).map_or(look.unit.head(), |_| name.span.clone());
        marks.push(look.mark(&span, message).help("add a primary key"));
    }
}

/// Whether the statement makes a table and says its primary key: most do, and need no table to be built to know.
fn says_key(look: &Look) -> bool {
    let Form::CreateTable(create) = &look.unit.form else { return false };
    let is_key = |constraint: &Constraint| matches!(constraint.demand, Demand::Primary(_));
    create.columns.iter().any(|column| column.primary_key.is_some()) || create.constraints.iter().any(is_key)
}

fn loses_any(unit: &Unit) -> bool {
    let loses = |act: &Act| matches!(act, Act::DropPrimaryKey | Act::DropColumn { .. } | Act::DropConstraint { .. });
    unit.form.as_alter().is_some_and(|alter| alter.actions.iter().any(|action| loses(&action.act)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);",
                "mysql: CREATE TABLE t (a int, KEY (a));",
                "CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY, b int);\n---\nALTER TABLE t DROP COLUMN a;",
                "sqlite: CREATE TABLE t (a UNIQUE);",
            ],
            &[
                "CREATE TABLE t (a int PRIMARY KEY);",
                "CREATE TABLE t (a int); ALTER TABLE ONLY t ADD CONSTRAINT k PRIMARY KEY (a);",
                "mysql: CREATE TABLE t (a int NOT NULL, UNIQUE KEY (a));",
                "CREATE TEMP TABLE t (a int);",
                "CREATE TABLE c PARTITION OF p DEFAULT;",
            ],
        );
    }
}
