//! Saving values before they are lost, with the key by which they find their rows again.
//!
//! A kept table of values has the columns `key_1 …`, `value` (before) and, for values that became others, `written` (after): a
//! row whose value somebody changed since is left alone when values are brought back.

use schema::object::{Column, Table};
use schema::{Database, Digest, Ident, Kind, Object, ObjectId};

use super::alter::Form;
use super::column::{self, Storage};
use super::key;
use super::render;
use super::sql::{ident, idents, of};
use super::types::{Effect, effect};
use crate::snapshot::{Keep, KeepKind, Kept};

/// The longest name that a table may have.
const LONGEST: usize = 64;

/// The name of a kept table: the same for the same change.
pub(super) fn kept_name(before: Digest, after: Digest, what: &[&str]) -> Ident {
    let (before, after) = (before.hex(), after.hex());
    let mut parts: Vec<&[u8]> = vec![before.as_bytes(), after.as_bytes()];
    parts.extend(what.iter().map(|part| part.as_bytes()));
    let start = format!("groundline_kept_{}_", Digest::of_parts(parts).short());
    let name: String = start.chars().chain(what.join("_").chars()).take(LONGEST).collect();
    Ident::from(name.trim_end())
}

/// The digest by which a column that is desired again is known.
pub(super) fn column_digest(table: &Table, column: &Column) -> Digest {
    let mut plain = column.clone();
    plain.data_type = column::storage(table, column).into();
    plain.settings.remove(schema::object::mysql::CHARSET);
    plain.settings.remove(schema::object::mysql::COLLATE);
    let json = serde_json::to_vec(&plain).expect("a column has string keys and no failing serializer");
    Digest::of_parts([json.as_slice()])
}

/// The key by which rows are found before and after the change; none where nothing stays.
pub(super) fn stable_key(old: &Table, new: &Table) -> Option<Vec<Ident>> {
    let key = key::row_key(old)?;
    let stays = |name: &Ident| match (old.column(name), new.column(name)) {
        (Some(before), Some(after)) => {
            let (before, stored) = (Storage::of(old, before), Storage::of(new, after));
            let is_equal_still = effect(before, stored) == Effect::Keeps && before.collate == stored.collate;
            is_equal_still && after.not_null && after.generated.is_none()
        }
        _ => false,
    };
    key.iter().all(stays).then_some(key)
}

/// One saving of values.
#[derive(Clone, Debug)]
pub(super) struct Saving {
    pub(super) keep: Keep,
    /// Makes the kept table, anew where an earlier try left one.
    pub(super) make: Vec<String>,
    /// Fills it, while nobody else writes.
    pub(super) fill: String,
    /// Notes what the change made of the values.
    pub(super) note: Option<String>,
}

/// Saves the values of a column of `from`, which `stays` under its name or goes; `written` is the column as it will be, for values
/// that become others.
pub(super) fn save(
    id: &ObjectId,
    from: Form<'_>,
    key: &[Ident],
    column: &Column,
    (stays, written): (bool, Option<(&Table, &Column)>),
    in_table: Ident,
) -> Saving {
    let kept = ident(&in_table);
    let keep = Keep {
        kind: if written.is_some() { KeepKind::Values } else { KeepKind::Column },
        table: id.clone(),
        column: Some(column.name.clone()),
        in_schema: None,
        in_table,
        key: key.to_vec(),
        definition: column_digest(from.table, column),
    };
    let value = of(from.name, &column.name);
    let columns: Vec<String> = (1..=key.len()).map(|number| format!("key_{number}")).collect();
    let keys: Vec<String> = key.iter().map(|name| of(from.name, name)).collect();
    // A column that comes back takes NULL by itself, where it has no default.
    let is_whole = stays || column.not_null || column.default.is_some();
    let filter = if is_whole { String::new() } else { format!(" WHERE {value} IS NOT NULL") };
    let fill = format!(
        "REPLACE INTO {kept} ({}, value) SELECT {}, {value} FROM {}{filter}",
        columns.join(", "),
        keys.join(", "),
        ident(from.name)
    );
    let note = written.map(|(_, after)| {
        format!(
            "UPDATE {kept} JOIN {} ON {} SET {kept}.written = {}",
            ident(from.name),
            matching(&keep, from.name),
            of(from.name, &after.name)
        )
    });
    let make = vec![drop(&keep), table(&keep, from.table, (from.table, column), written)];
    Saving { keep, make, fill, note }
}

/// Drops a kept table, where it is there.
pub(super) fn drop(keep: &Keep) -> String {
    format!("DROP TABLE IF EXISTS {}", ident(&keep.in_table))
}

/// The table that values are kept in.
fn table(
    keep: &Keep,
    keys_of: &Table,
    (value_of, value): (&Table, &Column),
    written: Option<(&Table, &Column)>,
) -> String {
    let numbered = keep.key.iter().zip(1..);
    let mut lines: Vec<String> = numbered
        .clone()
        .filter_map(|(name, number)| {
            Some(format!("key_{number} {} NOT NULL", column::storage(keys_of, keys_of.column(name)?)))
        })
        .collect();
    lines.push(format!("value {} NULL", column::storage(value_of, value)));
    lines.extend(written.map(|(table, column)| format!("written {} NULL", column::storage(table, column))));
    let keys: Vec<String> = numbered.map(|(_, number)| format!("key_{number}")).collect();
    lines.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    format!("CREATE TABLE {} (\n  {}\n) ENGINE=InnoDB", ident(&keep.in_table), lines.join(",\n  "))
}

/// The condition under which a kept value belongs to a row.
fn matching(keep: &Keep, table: &Ident) -> String {
    let kept = ident(&keep.in_table);
    let pairs = keep.key.iter().zip(1..).map(|(name, number)| format!("{kept}.key_{number} = {}", of(table, name)));
    pairs.collect::<Vec<_>>().join(" AND ")
}

/// Forgets the kept values that somebody wrote over since; run while the column still has its later form.
pub(super) fn forget_rewritten(keep: &Keep, table: &Ident, column: &Ident) -> String {
    let kept = ident(&keep.in_table);
    format!(
        "DELETE {kept} FROM {kept} JOIN {} ON {} WHERE NOT ({kept}.written <=> {})",
        ident(table),
        matching(keep, table),
        of(table, column)
    )
}

/// Brings the values back to their rows. Columns that note the time of an update keep what they have.
pub(super) fn bring_back(keep: &Keep, name: &Ident, table: &Table, column: &Ident) -> String {
    let kept = ident(&keep.in_table);
    let mut sets = vec![format!("{} = {kept}.value", of(name, column))];
    let notes =
        |other: &&Column| other.settings.contains_key(schema::object::mysql::ON_UPDATE) && other.name != *column;
    sets.extend(table.columns.iter().filter(notes).map(|other| format!("{0} = {0}", of(name, &other.name))));
    format!("UPDATE {} JOIN {kept} ON {} SET {}", ident(name), matching(keep, name), sets.join(", "))
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

/// What is kept of a dropped table: it is renamed.
pub(super) fn aside(object: &Object, desired: Digest) -> Keep {
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

/// Renames a table.
pub(super) fn rename(from: &Ident, to: &Ident) -> String {
    format!("RENAME TABLE {} TO {}", ident(from), ident(to))
}

/// The statements that make, in a scratch copy, an empty table of the form that `keep` has in the target.
pub(crate) fn stand_in(keep: &Keep, observed: &Database, desired: &Database) -> Vec<String> {
    let tables = || [desired, observed].into_iter().filter_map(|database| database.get(&keep.table)?.table());
    match (keep.kind, &keep.column) {
        (KeepKind::Table, None) => {
            let found = [desired, observed].into_iter().filter_map(|database| database.get(&keep.table));
            let same = found.clone().find(|object| object.digest() == keep.definition).or_else(|| found.clone().next());
            same.and_then(|object| {
                Some(vec![render::create_table(&keep.in_table, object.table()?, object.comment.as_deref())])
            })
            .unwrap_or_default()
        }
        (KeepKind::Table, Some(_)) => {
            let whole = tables().next().map(|table| Table { partition_by: None, ..table.clone() });
            whole.map(|table| vec![render::create_table(&keep.in_table, &table, None)]).unwrap_or_default()
        }
        (KeepKind::Column | KeepKind::Values, Some(name)) => {
            let holder = tables()
                .find(|table| table.column(name).is_some_and(|column| column_digest(table, column) == keep.definition));
            let Some((holder, column)) = holder.and_then(|table| Some((table, table.column(name)?))) else {
                return Vec::new();
            };
            let Some(keys_of) = tables().find(|table| keep.key.iter().all(|key| table.column(key).is_some())) else {
                return Vec::new();
            };
            let written =
                tables().find_map(|table| Some((table, table.column(name)?))).filter(|_| keep.kind == KeepKind::Values);
            vec![self::table(keep, keys_of, (holder, column), written)]
        }
        _ => Vec::new(),
    }
}

/// `LOCK TABLES` for a table and those that take its values.
pub(super) fn lock<'a>(table: &'a Ident, kept: impl IntoIterator<Item = &'a Ident>) -> String {
    let tables: Vec<String> = std::iter::once(table).chain(kept).map(|name| format!("{} WRITE", ident(name))).collect();
    format!("LOCK TABLES {}", tables.join(", "))
}

/// The columns of a table that hold values of their own.
pub(super) fn stored(table: &Table) -> String {
    let is_stored =
        |column: &&Column| column.generated.is_none() && !column.settings.contains_key(schema::object::mysql::ROW);
    idents(table.columns.iter().filter(is_stored).map(|column| &column.name))
}

/// The table that something is about.
pub(super) fn table_id(name: &Ident) -> ObjectId {
    ObjectId::new(Kind::Table, None, name.clone())
}
