//! Saving values before they are lost, with the key by which they find their rows again.
//!
//! A kept table of values has the columns `key_1 …`, `value` (before) and `written` (what the change made of it): a row
//! whose value somebody changed since is left alone when values are brought back.

use schema::object::{Column, Table};
use schema::{Digest, Ident, ObjectId};

use super::copy::{Named, of};
use super::render::quoted;
use super::shape::{Affinity, affinity, column, is_without_rowid, primary_key, refuses_null, rowid_alias, rowid_name};
use super::tokens::folded;
use crate::snapshot::{Keep, KeepKind, Kept};

/// The name of a kept table: the same for the same change.
pub(super) fn kept_name(before: Digest, after: Digest, what: &[&str]) -> Ident {
    let (before, after) = (before.hex(), after.hex());
    let mut parts: Vec<&[u8]> = vec![before.as_bytes(), after.as_bytes()];
    parts.extend(what.iter().map(|part| part.as_bytes()));
    Ident::from(format!("groundline_kept_{}_{}", Digest::of_parts(parts).short(), what.join("_")))
}

/// The digest by which a column that is desired again is known.
pub(super) fn column_digest(column: &Column) -> Digest {
    let json = serde_json::to_vec(column).expect("a column has string keys and no failing serializer");
    Digest::of_parts([json.as_slice()])
}

/// The columns that tell rows apart before and after a change: the alias of the rowid, a primary key without NULLs that
/// the change leaves alone, or the rowid itself. None where there is nothing that stays.
pub(super) fn key(old: &Table, new: &Table) -> Option<Vec<Ident>> {
    if let (Some(before), Some(after)) = (rowid_alias(old), rowid_alias(new))
        && folded(&before.name) == folded(&after.name)
    {
        return Some(vec![before.name.clone()]);
    }
    let stays = |name: &Ident| {
        let (before, after) = (column(old, name)?, column(new, name)?);
        (before.data_type == after.data_type && before.collation == after.collation && refuses_null(old, before))
            .then_some(())
    };
    let primary = primary_key(old);
    if !primary.is_empty() && primary.iter().all(|name| stays(name).is_some()) && same(&primary, &primary_key(new)) {
        return Some(primary);
    }
    let rowids = (rowid_name(old), rowid_name(new));
    match rowids {
        (Some(before), Some(_)) if !is_without_rowid(new) => Some(vec![before]),
        _ => None,
    }
}

fn same(left: &[Ident], right: &[Ident]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| folded(a) == folded(b))
}

/// How a key column is read from a table that may call its rowid otherwise.
fn key_value(named: Named<'_>, key: &Ident) -> String {
    match column(named.table, key) {
        Some(column) => of(named.name, &column.name),
        None => of(named.name, &rowid_name(named.table).unwrap_or_else(|| key.clone())),
    }
}

fn key_affinity(table: &Table, key: &Ident) -> Affinity {
    column(table, key).map_or(Affinity::Integer, |column| affinity(table, column))
}

/// One saving of values.
#[derive(Clone, Debug)]
pub(super) struct Saving {
    pub(super) keep: Keep,
    /// The statements that save, before anything is changed.
    pub(super) statements: Vec<String>,
}

/// What is to be saved of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saved<'a> {
    pub(super) kind: KeepKind,
    pub(super) id: &'a ObjectId,
    pub(super) column: &'a Column,
    /// What the change makes of the value, and its affinity; none for a dropped column.
    pub(super) written: Option<(&'a str, Affinity)>,
    /// Only rows without a value.
    pub(super) only_nulls: bool,
}

/// Saves the values of a column of `old`.
pub(super) fn save(old: Named<'_>, key: &[Ident], in_table: Ident, saved: Saved<'_>) -> Saving {
    let value = of(old.name, &saved.column.name);
    let filter = if saved.only_nulls { format!("\nWHERE {value} IS NULL") } else { String::new() };
    let mut values: Vec<String> = key.iter().map(|key| key_value(old, key)).collect();
    values.push(value);
    values.extend(saved.written.map(|(value, _)| value.to_owned()));
    let into = quoted(&in_table);
    let insert = format!("INSERT INTO {into}\nSELECT {}\nFROM {}{filter}", values.join(", "), quoted(old.name));
    let keep = Keep {
        kind: saved.kind,
        table: saved.id.clone(),
        column: Some(saved.column.name.clone()),
        in_schema: None,
        in_table,
        key: key.to_vec(),
        definition: column_digest(saved.column),
    };
    let written = saved.written.map(|(_, affinity)| affinity);
    let create = kept_table(&keep, old.table, affinity(old.table, saved.column), written);
    Saving { keep, statements: vec![create, insert] }
}

/// The table that values are kept in.
pub(super) fn kept_table(keep: &Keep, table: &Table, value: Affinity, written: Option<Affinity>) -> String {
    let numbered = keep.key.iter().zip(1..);
    let mut columns: Vec<String> = numbered
        .clone()
        .map(|(key, number)| format!("key_{number} {}", key_affinity(table, key).type_name()))
        .collect();
    columns.push(format!("value {}", value.type_name()));
    columns.extend(written.map(|affinity| format!("written {}", affinity.type_name())));
    let keys: Vec<String> = numbered.map(|(_, number)| format!("key_{number}")).collect();
    columns.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    format!("CREATE TABLE {} (\n  {}\n)", quoted(&keep.in_table), columns.join(",\n  "))
}

/// The value that a row of `from` gets back from what was kept; `otherwise` where nothing was kept for it, or where
/// somebody changed it since.
pub(super) fn brought_back(keep: &Keep, from: Named<'_>, current: Option<&str>, otherwise: &str) -> String {
    let matches: Vec<String> =
        keep.key.iter().zip(1..).map(|(key, number)| format!("k.key_{number} IS {}", key_value(from, key))).collect();
    let kept = quoted(&keep.in_table);
    let found = matches.join(" AND ");
    let unchanged = current.map(|current| format!(" AND k.written IS {current}")).unwrap_or_default();
    let value = format!("(SELECT k.value FROM {kept} AS k WHERE {found})");
    if current.is_none() && otherwise == "NULL" {
        return value;
    }
    format!("CASE WHEN EXISTS (SELECT 1 FROM {kept} AS k WHERE {found}{unchanged}) THEN {value} ELSE {otherwise} END")
}

/// The newest snapshot of that kind whose definition is the desired one.
pub(super) fn find<'k>(
    kept: &'k [Kept],
    kind: KeepKind,
    table: &ObjectId,
    column: Option<&Ident>,
    definition: Digest,
) -> Option<&'k Keep> {
    let is = |keep: &&Keep| {
        keep.kind == kind && keep.table == *table && keep.column.as_ref() == column && keep.definition == definition
    };
    kept.iter().map(|kept| &kept.keep).find(is)
}
