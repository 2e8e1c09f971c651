//! What is saved before it is destroyed, and found again when it is wanted back.
//!
//! A dropped table is moved into a schema of its own with its indexes and keys; the values of a dropped or converted column
//! are copied with the key of their rows.
//!
//! Invariant: what is kept is known by a digest of exactly what comes back with it.

use std::collections::BTreeSet;

use schema::object::{Column, ConstraintKind};
use schema::{Database, Digest, Facts, Ident, Kind, Object, ObjectId};

use super::act::is_converted;
use super::ground::{Fate, Ground};
use crate::snapshot::{Keep, KeepKind, Kept};

/// Finds what goes with dropped tables, and which created tables are kept and come back.
pub(super) fn survey(ground: &mut Ground<'_>) {
    let tables = |ground: &Ground<'_>, fate| {
        let chosen = ground.fates.iter().filter(move |(id, found)| id.kind == Kind::Table && **found == fate);
        chosen.map(|(id, _)| (*id).clone()).collect::<Vec<_>>()
    };
    for table in tables(ground, Fate::Drop) {
        for rider in riders(ground, ground.observed, &table, Fate::Drop) {
            ground.fates.insert(rider, Fate::Ride);
        }
    }
    for table in tables(ground, Fate::Create) {
        let Some((id, _)) = ground.desired.objects.get_key_value(&table) else { continue };
        let riders = riders(ground, ground.desired, id, Fate::Create);
        if ground.desired.get(id).and_then(Object::table).is_none_or(|table| !table.inherits.is_empty()) {
            continue;
        }
        let wanted = definition(ground.desired, id, &riders);
        let kept =
            ground.situation.kept.iter().find(|kept| {
                kept.keep.kind == KeepKind::Table && kept.keep.table == *id && kept.keep.definition == wanted
            });
        if let Some(kept) = kept {
            ground.restored.insert(id, kept);
            for rider in riders {
                ground.fates.insert(rider, Fate::Ride);
            }
        }
    }
    survey_sequences(ground);
}

/// Finds the created sequences that are kept and come back.
fn survey_sequences(ground: &mut Ground<'_>) {
    let created = ground.fates.iter().filter(|(id, fate)| id.kind == Kind::Sequence && **fate == Fate::Create);
    let created: Vec<&ObjectId> = created.map(|(id, _)| *id).collect();
    for id in created {
        let Some(object) = ground.wanted(id).filter(|_| !is_converted(ground, id)) else { continue };
        let wanted = sequence_definition(object);
        let is_it = |kept: &&Kept| {
            kept.keep.kind == KeepKind::Sequence && kept.keep.table == *id && kept.keep.definition == wanted
        };
        if let Some(kept) = ground.situation.kept.iter().find(is_it) {
            ground.restored.insert(&object.id, kept);
        }
    }
}

/// The digest of a sequence that no column owns: it is kept so.
fn sequence_definition(object: &Object) -> Digest {
    let mut object = object.clone();
    if let Facts::Sequence(sequence) = &mut object.facts {
        sequence.owned_by = None;
    }
    object.digest()
}

/// Where a dropped sequence is moved to.
pub(super) fn of_sequence(ground: &Ground<'_>, object: &Object) -> Keep {
    Keep {
        kind: KeepKind::Sequence,
        table: object.id.clone(),
        column: None,
        in_schema: Some(place(ground, &object.id, None)),
        in_table: object.id.name.clone(),
        key: Vec::new(),
        definition: sequence_definition(object),
    }
}

/// Where the position of an identity column's sequence is kept, while the column stays and is none.
pub(super) fn of_position(ground: &Ground<'_>, table: &ObjectId, column: &Column) -> Keep {
    Keep {
        kind: KeepKind::Sequence,
        table: table.clone(),
        column: Some(column.name.clone()),
        in_schema: Some(place(ground, table, Some(&column.name))),
        in_table: Ident::from("position"),
        key: Vec::new(),
        definition: column_definition(column),
    }
}

/// The position that was kept of a column that is to be an identity column again as it was.
pub(super) fn kept_position<'a>(ground: &Ground<'a>, table: &ObjectId, column: &Column) -> Option<&'a Kept> {
    kept_column(ground, KeepKind::Sequence, table, column)
}

/// The keys, checks, indexes and sequences of a table that share its fate and need nothing else that does.
fn riders<'a>(ground: &Ground<'a>, database: &'a Database, table: &ObjectId, fate: Fate) -> BTreeSet<&'a ObjectId> {
    let is_own =
        |id: &ObjectId| matches!(id.kind, Kind::Table | Kind::Schema | Kind::Constraint | Kind::Index | Kind::Sequence);
    let objects = database.objects.values().filter(|object| {
        rides(object, table)
            && ground.fate(&object.id) == Some(fate)
            && object.depends_on.iter().all(|id| is_own(id) || ground.fate(id) != Some(fate))
    });
    objects.map(|object| &object.id).collect()
}

/// Whether it is a key, check, index or sequence of the table: no foreign key, which would tie it to others.
pub(super) fn rides(object: &Object, table: &ObjectId) -> bool {
    match &object.facts {
        Facts::Constraint(constraint) => {
            constraint.kind != ConstraintKind::Foreign && super::sql::is_part_of(&object.id, table)
        }
        Facts::Index(index) => index.on == *table,
        Facts::Sequence(sequence) => sequence.owned_by.as_ref().is_some_and(|(owner, _)| owner == table),
        _ => false,
    }
}

/// What rides with a table of the plan.
pub(super) fn riding<'a>(ground: &Ground<'a>, database: &'a Database, table: &ObjectId) -> BTreeSet<&'a ObjectId> {
    riders(ground, database, table, Fate::Ride)
}

/// The digest of a table with what comes back with it.
fn definition(database: &Database, table: &ObjectId, riders: &BTreeSet<&ObjectId>) -> Digest {
    let digests: Vec<_> = std::iter::once(table)
        .chain(riders.iter().copied())
        .filter_map(|id| database.get(id).map(|object| object.digest().hex()))
        .collect();
    Digest::of_parts(digests.iter().map(String::as_bytes))
}

/// The digest of a column.
pub(super) fn column_definition(column: &Column) -> Digest {
    let bytes = serde_json::to_vec(column).expect("a column has string keys and no failing serializer");
    Digest::of_parts([bytes.as_slice()])
}

/// The digest of a column as it is while its type is one of these.
pub(super) fn typed_column_definition(column: &Column, types: &[&Object]) -> Digest {
    let digests = types.iter().map(|object| object.digest().hex());
    let parts: Vec<_> = std::iter::once(column_definition(column).hex()).chain(digests).collect();
    Digest::of_parts(parts.iter().map(String::as_bytes))
}

/// The values that were kept of a column while its type was one of these.
pub(super) fn kept_typed<'a>(
    ground: &Ground<'a>,
    table: &ObjectId,
    column: &Column,
    types: &[&Object],
) -> Option<&'a Kept> {
    let wanted = typed_column_definition(column, types);
    let is_it = |kept: &&Kept| {
        let keep = &kept.keep;
        keep.kind == KeepKind::Values && keep.table == *table && keep.column.as_ref() == Some(&column.name)
    };
    ground.situation.kept.iter().filter(is_it).find(|kept| kept.keep.definition == wanted)
}

/// Where a dropped table is moved to.
pub(super) fn of_table(ground: &Ground<'_>, table: &ObjectId) -> Keep {
    let riders = riding(ground, ground.observed, table);
    Keep {
        kind: KeepKind::Table,
        table: table.clone(),
        column: None,
        in_schema: Some(place(ground, table, None)),
        in_table: table.name.clone(),
        key: Vec::new(),
        definition: definition(ground.observed, table, &riders),
    }
}

/// Where the values of a column are copied to; without a key of the rows, all other columns are their key.
pub(super) fn of_column(
    ground: &Ground<'_>,
    kind: KeepKind,
    table: &ObjectId,
    column: &Column,
    key: Vec<Ident>,
    is_key: bool,
) -> Keep {
    Keep {
        kind,
        table: table.clone(),
        column: Some(column.name.clone()),
        in_schema: Some(place(ground, table, Some(&column.name))),
        in_table: Ident::from(if is_key { BY_KEY } else { BY_ROW }),
        key,
        definition: column_definition(column),
    }
}

/// The table of values whose key is one of the table's.
pub(super) const BY_KEY: &str = "values";
/// The table of values whose key is the whole rest of the row, and a number among rows that are alike.
pub(super) const BY_ROW: &str = "rows";

/// A schema that no other kept thing is in.
fn place(ground: &Ground<'_>, table: &ObjectId, column: Option<&Ident>) -> Ident {
    let of = |object: Option<&Object>| object.map_or_else(|| "absent".to_owned(), |object| object.digest().hex());
    let (old, new) = (of(ground.live(table)), of(ground.wanted(table)));
    let column = column.map_or("", Ident::as_str);
    let taken = |name: &Ident| ground.situation.kept.iter().any(|kept| kept.keep.in_schema.as_ref() == Some(name));
    let mut round = 0u32;
    loop {
        let number = round.to_string();
        let parts = [table.dotted(), old.clone(), new.clone(), column.to_owned(), number];
        let name =
            Ident::new(format!("groundline_keep_{}", Digest::of_parts(parts.iter().map(String::as_bytes)).short()));
        if !taken(&name) {
            return name;
        }
        round += 1;
    }
}

/// The kept values of a column that is wanted again as it was.
pub(super) fn kept_column<'a>(
    ground: &Ground<'a>,
    kind: KeepKind,
    table: &ObjectId,
    column: &Column,
) -> Option<&'a Kept> {
    let wanted = column_definition(column);
    ground.situation.kept.iter().find(|kept| {
        kept.keep.kind == kind
            && kept.keep.table == *table
            && kept.keep.column.as_ref() == Some(&column.name)
            && kept.keep.definition == wanted
    })
}
