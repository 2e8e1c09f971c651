//! Dropped tables, moved aside whole, and moved back.
//!
//! A table without foreign keys is renamed. One that has some is copied into a plain table instead: renamed, it would go on
//! to guard or cascade against the rows of its parents.

use schema::object::{Column, Table, TableClause};
use schema::{Digest, Ident, Object};

use super::copy::{Named, insert, sequence, sources};
use super::keep::kept_name;
use super::render::{self, quoted};
use super::shape::{self, affinity, counts_on};
use crate::snapshot::{Keep, KeepKind};

/// What is kept of a dropped table.
pub(super) fn keep(object: &Object, desired: Digest) -> Keep {
    Keep {
        kind: KeepKind::Table,
        table: object.id.clone(),
        column: None,
        in_schema: None,
        in_table: kept_name(object.digest(), desired, &[object.id.name.as_str()]),
        key: Vec::new(),
        definition: object.digest(),
    }
}

/// Whether it can be renamed.
fn is_renamed(object: &Object) -> bool {
    object.table().is_none_or(|table| shape::foreign_keys(table).is_empty())
}

/// The statements that move it aside; its indexes and triggers are gone by then.
pub(super) fn aside(object: &Object, keep: &Keep) -> Vec<String> {
    let name = &object.id.name;
    match object.table().filter(|_| !is_renamed(object)) {
        None => vec![rename(name, &keep.in_table)],
        Some(table) => moved(Named { name, table }, Named { name: &keep.in_table, table: &plain(table) }),
    }
}

/// The statements that move it back.
pub(super) fn back(object: &Object, keep: &Keep) -> Vec<String> {
    let name = &object.id.name;
    match object.table().filter(|_| !is_renamed(object)) {
        None => vec![rename(&keep.in_table, name)],
        Some(table) => moved(Named { name: &keep.in_table, table: &plain(table) }, Named { name, table }),
    }
}

/// An empty table of the form that the kept one has.
pub(super) fn stand_in(object: &Object, keep: &Keep) -> Vec<String> {
    match object.table() {
        Some(table) if !is_renamed(object) => vec![render::table(&keep.in_table, &plain(table))],
        Some(table) => vec![render::table(&keep.in_table, table)],
        None => {
            let mut statements = render::create(object);
            statements.push(rename(&object.id.name, &keep.in_table));
            statements
        }
    }
}

pub(super) fn rename(from: &Ident, to: &Ident) -> String {
    format!("ALTER TABLE {} RENAME TO {}", quoted(from), quoted(to))
}

fn moved(from: Named<'_>, to: Named<'_>) -> Vec<String> {
    let mut statements = vec![render::table(to.name, to.table), insert(from, to.name, to.table, &sources(from, to))];
    statements.extend(sequence(from, to.name, to.table));
    statements.push(format!("DROP TABLE {}", quoted(from.name)));
    statements
}

/// The table's columns without any rule: values, rowids and the counter of the key are all that is kept.
fn plain(table: &Table) -> Table {
    let alias = shape::rowid_alias(table).map(|alias| alias.name.clone());
    let stored = table.columns.iter().filter(|column| column.generated.is_none());
    let columns = stored.map(|column| {
        let counts = if counts_on(table) { "PRIMARY KEY AUTOINCREMENT" } else { "PRIMARY KEY" };
        let key = TableClause { name: None, definition: counts.into() };
        Column {
            name: column.name.clone(),
            data_type: affinity(table, column).type_name().into(),
            collation: None,
            not_null: false,
            default: None,
            generated: None,
            identity: None,
            clauses: if alias.as_ref() == Some(&column.name) { vec![key] } else { Vec::new() },
            settings: Default::default(),
            comment: None,
        }
    });
    Table { columns: columns.collect(), ..Table::default() }
}
