//! What tables get from their parents: partitions and `INHERITS`.
//!
//! A change of a parent's column is handed down by the server, so that a child needs no statement for it; defaults and
//! settings are changed with `ONLY` and are not handed down.

use schema::object::{Column, Table};
use schema::{Object, ObjectId};

use super::ground::{Fate, Ground};
use super::not_null::NotNull;
use super::sql::{ident, name};
use crate::draft::Refusal;

/// Finds the children that leave a parent, and how each child is when its own turn comes.
///
/// # Errors
/// A column that is to come from a parent alone, but is there by itself.
pub(super) fn survey(ground: &mut Ground<'_>) -> Result<(), Refusal> {
    let tables: Vec<_> = ground.observed.objects.values().filter(|object| is_child(object)).collect();
    for object in &tables {
        let left = left_parents(ground, object);
        if !left.is_empty() {
            ground.detached.insert(&object.id, left);
        }
    }
    for object in ground.desired.objects.values() {
        refuse_to_disown(ground, object)?;
    }
    for object in tables {
        if let Some(table) = handed_down(ground, object) {
            let differs = ground.wanted(&object.id).and_then(Object::table).is_some_and(|new| !new.is_same_as(&table));
            ground.seen.insert(&object.id, table);
            if differs {
                ground.fates.entry(&object.id).or_insert(Fate::Alter);
            }
        }
    }
    Ok(())
}

/// A column stays the table's own once it is: no statement makes it a parent's alone again.
fn refuse_to_disown(ground: &Ground<'_>, wanted: &Object) -> Result<(), Refusal> {
    let (Some(new), Some(old)) = (wanted.table(), ground.live(&wanted.id).and_then(Object::table)) else {
        return Ok(());
    };
    let left = ground.detached.get(&wanted.id);
    let is_own = |column: &&Column| {
        let kept = old.inherits.iter().filter(|parent| left.is_none_or(|left| !left.contains(parent)));
        let mut kept = kept.filter_map(|parent| ground.live(parent).and_then(Object::table));
        !is_handed(column) || !kept.any(|parent| parent.column(&column.name).is_some())
    };
    let is_wanted_otherwise = |column: &&Column| new.column(&column.name).is_some_and(is_handed);
    let disowned = old.columns.iter().filter(|_| !new.inherits.is_empty());
    match disowned.filter(is_wanted_otherwise).find(is_own) {
        Some(column) => {
            let (table, column) = (name(&wanted.id), ident(&column.name));
            Err(Ground::refuse(
                &wanted.id,
                format!(
                    "its column {column} is, or becomes when the table leaves a parent, its own, and is to come from a parent alone: \
                     the server has no statement for that. Write the column in the declaration of the table too (`CREATE TABLE {table} \
                     ({column} …) INHERITS (…)`); or declare the table under another name, move its rows there with a changelist, and \
                     take the old one out afterwards"
                ),
            ))
        }
        None => Ok(()),
    }
}

/// Whether the column comes from parents alone.
fn is_handed(column: &Column) -> bool {
    column.settings.contains_key("inherited")
}

/// Whether `INHERIT` brings a table back under a parent just as it was: nothing came from the parent alone.
pub(super) fn can_return(ground: &Ground<'_>, id: &ObjectId, table: &Table, parent: &ObjectId) -> bool {
    let Some(above) = ground.live(parent).and_then(Object::table) else { return false };
    let has_handed = table.columns.iter().any(|column| is_handed(column) && above.column(&column.name).is_some());
    let constraints = Ground::constraints(ground.observed, id);
    let above = Ground::constraints(ground.observed, parent);
    let is_above = |of: &ObjectId| above.iter().any(|(other, _)| other.name == of.name);
    !has_handed && !constraints.iter().any(|(of, constraint)| constraint.inherited && is_above(of))
}

fn is_child(object: &Object) -> bool {
    object.table().is_some_and(|table| table.partition_of.is_some() || !table.inherits.is_empty())
}

/// The parents of a table, in one database.
pub(super) fn parents(table: &Table) -> impl Iterator<Item = &ObjectId> {
    table.partition_of.iter().map(|of| &of.parent).chain(&table.inherits)
}

/// The parents that a table has and is not to have, or that disappear while it stays, or the other way round.
fn left_parents(ground: &Ground<'_>, object: &Object) -> Vec<ObjectId> {
    let Some(old) = object.table() else { return Vec::new() };
    let new = ground.wanted(&object.id).and_then(Object::table);
    let stays_with = |parent: &ObjectId| match new {
        Some(new) if new.partition_of.is_some() || old.partition_of.is_some() => new.partition_of == old.partition_of,
        // The order of parents counts: from the first difference on all of them are left and joined again.
        Some(new) => {
            // Who leaves a parent takes its columns along: so they become its own.
            let becomes_own = old
                .columns
                .iter()
                .any(|column| is_handed(column) && new.column(&column.name).is_some_and(|column| !is_handed(column)));
            let same = old.inherits.iter().zip(&new.inherits).take_while(|(a, b)| a == b && !becomes_own).count();
            old.inherits.iter().take(same).any(|kept| kept == parent)
        }
        None => false,
    };
    parents(old).filter(|parent| !stays_with(parent)).cloned().collect()
}

/// The table after what its parents hand down; nothing when no parent changes.
fn handed_down(ground: &Ground<'_>, object: &Object) -> Option<Table> {
    let old = object.table()?;
    let left = ground.detached.get(&object.id);
    let mut table = None;
    for parent in parents(old).filter(|parent| left.is_none_or(|left| !left.contains(parent))) {
        // Whether the change begins at the parent or above it: it reaches all that is below.
        let both = [ground.live(parent), ground.wanted(parent)].map(|object| object.and_then(Object::table));
        let [Some(before), Some(after)] = both else { continue };
        if before.is_same_as(after) {
            continue;
        }
        let is_partition = old.partition_of.is_some();
        hand_down(
            table.get_or_insert_with(|| old.clone()),
            before,
            after,
            is_partition,
            ground.situation.server_version,
        );
    }
    let left_all = left.is_some_and(|left| parents(old).all(|parent| left.contains(parent)));
    if left_all {
        // What it had from its parents is its own now.
        let table = table.get_or_insert_with(|| old.clone());
        for column in &mut table.columns {
            column.settings.remove("inherited");
        }
    }
    table
}

fn hand_down(table: &mut Table, before: &Table, after: &Table, is_partition: bool, version: u32) {
    for old in &before.columns {
        let Some(new) = after.column(&old.name) else {
            let is_own = table.column(&old.name).is_some_and(|column| !column.settings.contains_key("inherited"));
            if !is_own {
                table.columns.retain(|column| column.name != old.name);
            }
            continue;
        };
        let regenerated = is_regenerated(old, new, version);
        let Some(column) = table.columns.iter_mut().find(|column| column.name == old.name) else { continue };
        if regenerated {
            *column = inherited(new);
            continue;
        }
        if old.data_type != new.data_type || old.collation != new.collation {
            column.data_type = new.data_type.clone();
            column.collation = new.collation.clone();
        }
        if NotNull::handed_down(old) != NotNull::handed_down(new) {
            NotNull::set(NotNull::handed_down(new), column);
        }
        if old.generated != new.generated {
            column.generated = new.generated.clone();
        }
        if is_partition && version >= 170_000 && old.identity != new.identity {
            column.identity = new.identity.clone();
        }
    }
    for new in after.columns.iter().filter(|new| before.column(&new.name).is_none()) {
        if table.column(&new.name).is_none() {
            table.columns.push(inherited(new));
        }
    }
}

/// A parent's column as its child gets it: without comment, and without settings of its own.
fn inherited(column: &Column) -> Column {
    let mut column = Column { comment: None, ..column.clone() };
    column.settings.retain(|key, _| key.as_ref() == "storage" || key.as_ref() == "compression");
    column.settings.insert("inherited".into(), "".into());
    column
}

/// Whether a column is dropped and added again because its expression cannot be changed in place.
pub(super) fn is_regenerated(old: &Column, new: &Column, version: u32) -> bool {
    match (&old.generated, &new.generated) {
        (None, Some(_)) => true,
        (Some(from), Some(to)) => {
            from.stored != to.stored
                || (from.expression != to.expression && (version < 170_000 || old.data_type != new.data_type))
        }
        (Some(from), None) => !from.stored,
        (None, None) => false,
    }
}
