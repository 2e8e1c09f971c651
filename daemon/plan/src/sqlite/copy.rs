//! Copying rows from one table to another by named columns, with their rowids and the counter of their key.

use schema::Ident;
use schema::object::{Column, Table};

use super::render::{quoted, text};
use super::shape::{self, refuses_null};

/// A table under its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: &'a Table,
}

/// Where the value of a column comes from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The column that is written.
    pub(super) column: Ident,
    /// The value as SQL over the rows of the old table.
    pub(super) value: String,
    /// Whether it may be left out, because it is the column's default anyway.
    pub(super) is_default: bool,
}

/// A column of a table, as SQL.
pub(super) fn of(table: &Ident, column: &Ident) -> String {
    format!("{}.{}", quoted(table), quoted(column))
}

/// The default as SQL; `NULL` where there is none.
pub(super) fn default_of(column: &Column) -> &str {
    column.default.as_deref().unwrap_or("NULL")
}

/// Where every column that can be written gets its value: from the old column of the same name, else from its default.
pub(super) fn sources(old: Named<'_>, new: Named<'_>) -> Vec<Source> {
    let written = new.table.columns.iter().filter(|column| column.generated.is_none());
    written.map(|column| source(old, new, column)).collect()
}

fn source(old: Named<'_>, new: Named<'_>, column: &Column) -> Source {
    let Some(before) = shape::column(old.table, &column.name) else {
        // A new name of the rowid takes the rowid.
        let alias = shape::rowid_alias(new.table).is_some_and(|alias| alias.name == column.name);
        return match shape::rowid_name(old.table).filter(|_| alias) {
            Some(rowid) => Source { column: column.name.clone(), value: of(old.name, &rowid), is_default: false },
            None => Source { column: column.name.clone(), value: default_of(column).to_owned(), is_default: true },
        };
    };
    let mut value = of(old.name, &before.name);
    if fills_nulls(old.table, before, new.table, column) {
        value = format!("IFNULL({value}, {})", default_of(column));
    }
    Source { column: column.name.clone(), value, is_default: false }
}

/// Whether NULLs of the old column meet a NOT NULL that has a default to fill them.
pub(super) fn fills_nulls(old: &Table, before: &Column, new: &Table, column: &Column) -> bool {
    refuses_null(new, column)
        && !refuses_null(old, before)
        && shape::rowid_alias(old).is_none_or(|alias| alias.name != before.name)
        && shape::rowid_alias(new).is_none_or(|alias| alias.name != column.name)
        && !matches!(default_of(column), "NULL")
}

/// The statement that copies the rows. `OR ABORT` overrides conflict clauses of the table, which would drop rows in silence.
pub(super) fn insert(old: Named<'_>, into: &Ident, new: &Table, sources: &[Source]) -> String {
    let mut columns = Vec::new();
    let mut values = Vec::new();
    if shape::rowid_alias(new).is_none()
        && let (Some(from), Some(to)) = (shape::rowid_name(old.table), shape::rowid_name(new))
    {
        columns.push(quoted(&to));
        values.push(of(old.name, &from));
    }
    for source in sources.iter().filter(|source| !source.is_default) {
        columns.push(quoted(&source.column));
        values.push(source.value.clone());
    }
    if columns.is_empty() {
        // Nothing is left of the old columns: one row for each row, made of defaults.
        let first = sources.first();
        columns.extend(first.map(|source| quoted(&source.column)));
        values.extend(first.map(|source| source.value.clone()));
    }
    let (into, from) = (quoted(into), quoted(old.name));
    format!("INSERT OR ABORT INTO {into} ({})\nSELECT {}\nFROM {from}", columns.join(", "), values.join(", "))
}

/// The statements that give the new table the counter of the old one. A counter that the new table has no use for is set
/// aside, and found again when it has.
pub(super) fn sequence(old: Named<'_>, into: &Ident, new: &Table) -> Vec<String> {
    let (from, into) = (text(old.name.as_str()), text(into.as_str()));
    let aside = text(&format!("groundline_counter_{}", old.name.as_str()));
    let remove = |name: &str| format!("DELETE FROM sqlite_sequence WHERE name = {name}");
    let copy = |from: &str, to: &str| {
        format!("INSERT INTO sqlite_sequence (name, seq) SELECT {to}, seq FROM sqlite_sequence WHERE name = {from}")
    };
    match (shape::counts_on(old.table), shape::counts_on(new)) {
        (true, true) => vec![remove(&into), copy(&from, &into)],
        (true, false) => vec![remove(&aside), copy(&from, &aside)],
        (false, true) => vec![
            format!("{} AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = {aside})", remove(&into)),
            copy(&aside, &into),
            remove(&aside),
        ],
        (false, false) => Vec::new(),
    }
}
