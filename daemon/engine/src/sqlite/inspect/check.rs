//! The cross-check: what was read from a definition must be what SQLite says of the table.
//!
//! Whatever disagrees is reported, so that a definition that this program reads wrongly is never planned from.

use schema::object::Table;

use super::catalog::Catalog;
use crate::sqlite::parse::index::ReadIndex;
use crate::sqlite::parse::table::ReadTable;

/// Where the table as read and the catalogs disagree.
pub(super) fn table(name: &str, read: &ReadTable, catalog: &Catalog) -> Result<(), String> {
    columns(name, &read.table, catalog)?;
    let parents = catalog.parents.get(name).map_or(0, Vec::len);
    if parents != read.parents.len() {
        return Err(format!("{} foreign keys were read, SQLite tells of {parents}", read.parents.len()));
    }
    let unique = catalog.indexes.get(name).map_or(0, |indexes| indexes.values().filter(|i| i.origin == "u").count());
    let clauses = read.table.columns.iter().flat_map(|column| &column.clauses).chain(&read.table.clauses);
    let stated = clauses.filter(|clause| clause.definition.starts_with("UNIQUE")).count();
    // SQLite makes one index for two keys that say the same.
    if unique > stated || (unique == 0 && stated > 0 && primary_key(&read.table).is_empty()) {
        return Err(format!("{stated} unique keys were read, SQLite tells of {unique}"));
    }
    Ok(())
}

fn columns(name: &str, table: &Table, catalog: &Catalog) -> Result<(), String> {
    let told = catalog.columns.get(name).map(Vec::as_slice).unwrap_or_default();
    if told.len() != table.columns.len() {
        return Err(format!("{} columns were read, SQLite tells of {}", table.columns.len(), told.len()));
    }
    for (column, row) in table.columns.iter().zip(told) {
        let generated = match &column.generated {
            None => 0,
            Some(generated) if generated.stored => 3,
            Some(_) => 2,
        };
        // The key of a STRICT table, or of one without rowid, is NOT NULL by itself.
        let not_null = column.not_null == row.not_null || (row.key > 0 && row.not_null);
        let agrees = column.name.as_str() == row.name
            && not_null
            && generated == row.hidden
            && (generated != 0 || column.default.is_some() == row.default);
        if !agrees {
            return Err(format!("its column `{}` was read otherwise than SQLite reads it", row.name));
        }
    }
    let keys = told.iter().filter(|row| row.key > 0).count();
    if (keys > 0) == primary_key(table).is_empty() {
        return Err("its primary key was read otherwise than SQLite reads it".to_owned());
    }
    Ok(())
}

/// The clauses that state a primary key.
fn primary_key(table: &Table) -> Vec<&str> {
    let clauses = table.columns.iter().flat_map(|column| &column.clauses).chain(&table.clauses);
    clauses.map(|clause| &*clause.definition).filter(|definition| definition.starts_with("PRIMARY KEY")).collect()
}

/// Where the index as read and the catalogs disagree.
pub(super) fn index(table: &str, name: &str, read: &ReadIndex, catalog: &Catalog) -> Result<(), String> {
    let row = catalog.indexes.get(table).and_then(|indexes| indexes.get(name));
    let partial = read.definition.contains(" WHERE ");
    match row {
        None => Err("SQLite does not tell of it".to_owned()),
        Some(row) if row.unique != read.unique || row.descending != read.descending => {
            Err("its key was read otherwise than SQLite reads it".to_owned())
        }
        Some(row) if row.partial && !partial => Err("its condition was not read".to_owned()),
        Some(_) => Ok(()),
    }
}
