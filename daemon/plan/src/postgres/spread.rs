//! What a change does to the objects that depend on it: they step aside and come back.
//!
//! Invariant: when this is done, no object that stays depends on one that goes, but through a default that is released.

use std::collections::BTreeSet;

use schema::object::ConstraintKind;
use schema::{Facts, Kind, Object, ObjectId};

use super::casts;
use super::clusters;
use super::columns::columns_of_type;
use super::ground::{Fate, Ground, text_of};
use super::inherit;
use super::needs::is_type;
use super::sql::mentions;
use crate::draft::Refusal;

/// Follows every object that goes or is reshaped to what depends on it.
pub(super) fn survey(ground: &mut Ground<'_>) -> Result<(), Refusal> {
    let mut waiting: Vec<&ObjectId> = ground.fates.iter().filter(|(_, fate)| fate.goes()).map(|(id, _)| *id).collect();
    waiting.extend(ground.reshapes.keys());
    waiting.extend(ground.retyped.iter());
    let mut done = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        // A table may be reshaped further after it was looked at.
        let mark = (
            id,
            ground.reshapes.get(id).map_or(0, |reshape| reshape.dropped.len()),
            ground.fate(id).is_some_and(Fate::goes),
        );
        if !done.insert(mark) {
            continue;
        }
        if ground.fate(id).is_some_and(Fate::goes) {
            for dependent in ground.dependents.get(id).cloned().unwrap_or_default() {
                leave(ground, id, dependent, &mut waiting)?;
            }
        } else if ground.retyped.contains(id) {
            around_type(ground, id, &mut waiting)?;
        } else {
            around_table(ground, id, &mut waiting);
        }
    }
    release_sequences(ground);
    gather_types(ground);
    Ok(())
}

/// Types that are made of each other are made anew together: what is gone around one is gone around all.
fn gather_types(ground: &mut Ground<'_>) {
    ground.clusters = clusters::of(ground);
    let mut more = Vec::new();
    for (dependent, cause) in &ground.around {
        let cluster = ground.clusters.iter().find(|cluster| cluster.contains(cause));
        more.extend(cluster.into_iter().flatten().map(|other| (*dependent, *other)));
    }
    ground.around.extend(more);
}

/// A sequence that stays, or is dropped by itself, leaves the column that goes: it would be dropped with it.
fn release_sequences(ground: &mut Ground<'_>) {
    for object in ground.observed.objects.values() {
        let Facts::Sequence(sequence) = &object.facts else { continue };
        let Some((table, column)) = &sequence.owned_by else { continue };
        let column_goes = ground.reshapes.get(table).is_some_and(|reshape| reshape.dropped.contains(column));
        if ground.fate(&object.id) != Some(Fate::Ride) && (column_goes || ground.fate(table) == Some(Fate::Drop)) {
            ground.released.entry(&object.id).or_default();
            ground.fates.entry(&object.id).or_insert(Fate::Alter);
        }
    }
}

/// The dependent of an object that goes.
fn leave<'a>(
    ground: &mut Ground<'a>,
    gone: &'a ObjectId,
    dependent: &'a ObjectId,
    waiting: &mut Vec<&'a ObjectId>,
) -> Result<(), Refusal> {
    let Some(object) = ground.live(dependent) else { return Ok(()) };
    if gone.kind == Kind::AccessMethod && dependent.kind == Kind::Table && ground.fate(dependent) == Some(Fate::Drop) {
        let reason = format!(
            "{dependent} is kept with its rows, which are stored by it; drop the table in a change of its own first"
        );
        return Err(Ground::refuse(gone, reason));
    }
    if ground.fate(dependent).is_some_and(Fate::goes) {
        if ground.fate(dependent) == Some(Fate::Replace) {
            ground.around.insert((dependent, gone));
        }
        return Ok(());
    }
    match &object.facts {
        Facts::Table(_) => release(ground, gone, object)?,
        // It lets go of the table before.
        _ if dependent.kind == Kind::Publication && ground.fate(dependent) == Some(Fate::Alter) => {}
        Facts::Sequence(_) | Facts::Schema | Facts::Extension { .. } => {}
        _ if is_type(dependent.kind) => {
            if ground.fate(gone) == Some(Fate::Replace) {
                return Err(Ground::refuse(
                    dependent,
                    format!(
                        "it uses {gone}, which must be dropped and created again; change the type in a step of its own first"
                    ),
                ));
            }
        }
        _ => step_aside(ground, dependent, gone, waiting),
    }
    Ok(())
}

/// A table lets go of an object that is replaced: its defaults are dropped before.
fn release<'a>(ground: &mut Ground<'a>, gone: &'a ObjectId, table: &'a Object) -> Result<(), Refusal> {
    let Some(facts) = table.table().filter(|_| gone.kind != Kind::Table) else { return Ok(()) };
    for column in &facts.columns {
        let uses = |text: &str| mentions(text, &gone.name);
        let wanted = ground.wanted(&table.id).and_then(Object::table).and_then(|table| table.column(&column.name));
        let is_same =
            wanted.is_some_and(|wanted| wanted.default == column.default && wanted.generated == column.generated);
        if column.default.as_deref().is_some_and(uses) && (is_same || ground.fate(gone) == Some(Fate::Replace)) {
            ground.released.entry(&table.id).or_default().insert(column.name.clone());
            ground.around.insert((&table.id, gone));
            ground.fates.entry(&table.id).or_insert(Fate::Alter);
        }
        if column.generated.as_ref().is_some_and(|generated| uses(&generated.expression))
            && is_same
            && matches!(gone.kind, Kind::Function | Kind::Aggregate)
        {
            return Err(Ground::refuse(
                &table.id,
                format!(
                    "its generated column {} uses {gone}, which must be dropped and created again; keep its arguments and what it returns",
                    column.name.as_str()
                ),
            ));
        }
    }
    Ok(())
}

/// The dependent is dropped before and created after.
fn step_aside<'a>(
    ground: &mut Ground<'a>,
    dependent: &'a ObjectId,
    cause: &'a ObjectId,
    waiting: &mut Vec<&'a ObjectId>,
) {
    ground.around.insert((dependent, cause));
    if ground.fate(dependent).is_some_and(Fate::goes) {
        return;
    }
    ground.fates.insert(dependent, Fate::Replace);
    waiting.push(dependent);
}

/// What uses a column of a table that is dropped, made again or retyped.
fn around_table<'a>(ground: &mut Ground<'a>, table: &'a ObjectId, waiting: &mut Vec<&'a ObjectId>) {
    let Some(reshape) = ground.reshapes.get(table).cloned() else { return };
    for dependent in ground.dependents.get(table).cloned().unwrap_or_default() {
        let Some(object) = ground.live(dependent) else { continue };
        let Some(text) = text_of(object).filter(|_| !ground.is_swapped(table, dependent)) else { continue };
        let names = |column: &&schema::Ident| mentions(&text, column);
        let is_in_the_way = match &object.facts {
            Facts::Index(_) => {
                reshape.dropped.iter().any(|c| names(&c))
                    || (is_redefined(ground, object) && reshape.retyped.iter().any(|c| names(&c)))
            }
            Facts::Constraint(constraint) if constraint.inherited => false,
            Facts::Constraint(constraint) => {
                let is_tied = constraint.kind == ConstraintKind::Foreign || is_redefined(ground, object);
                reshape.dropped.iter().any(|c| names(&c))
                    || (is_tied && reshape.retyped.iter().any(|c| names(&c) && is_rewritten(ground, table, c)))
            }
            Facts::Routine(routine) => {
                is_parsed(&routine.definition) && reshape.dropped.iter().chain(&reshape.retyped).any(|c| names(&c))
            }
            _ => reshape.dropped.iter().chain(&reshape.retyped).any(|c| names(&c)),
        };
        if is_in_the_way {
            for cause in with_ancestors(ground, table) {
                step_aside(ground, dependent, cause, waiting);
            }
        }
    }
}

/// The table, and the parents that hand the change down to it.
fn with_ancestors<'a>(ground: &Ground<'a>, table: &'a ObjectId) -> Vec<&'a ObjectId> {
    let mut reached = vec![table];
    let mut at = 0;
    while let Some(id) = reached.get(at).copied() {
        at += 1;
        let Some(facts) = ground.live(id).and_then(Object::table) else { continue };
        for parent in inherit::parents(facts) {
            if let Some((known, _)) = ground.reshapes.get_key_value(parent)
                && !reached.contains(known)
            {
                reached.push(known);
            }
        }
    }
    reached
}

/// Whether the definition itself changes.
fn is_redefined(ground: &Ground<'_>, old: &Object) -> bool {
    ground.wanted(&old.id).is_none_or(|new| text_of(new) != text_of(old))
}

/// Whether a retyped column is written again.
fn is_rewritten(ground: &Ground<'_>, table: &ObjectId, column: &schema::Ident) -> bool {
    let find = |object: Option<&Object>| object.and_then(Object::table).and_then(|table| table.column(column)).cloned();
    match (find(ground.live(table)), find(ground.wanted(table))) {
        (Some(old), Some(new)) => old.collation != new.collation || casts::rewrites(&old.data_type, &new.data_type),
        _ => true,
    }
}

/// Whether the server holds the body as a tree rather than as a string.
fn is_parsed(definition: &str) -> bool {
    !definition.contains("AS $") && !definition.contains("AS '")
}

/// What uses a type that is made anew, or a column that has it.
fn around_type<'a>(ground: &mut Ground<'a>, of: &'a ObjectId, waiting: &mut Vec<&'a ObjectId>) -> Result<(), Refusal> {
    for dependent in ground.dependents.get(of).cloned().unwrap_or_default() {
        let Some(object) = ground.live(dependent) else { continue };
        match &object.facts {
            Facts::Table(table) => {
                let columns = columns_of_type(ground.observed, table, of);
                if columns.iter().any(|column| column.generated.is_some())
                    || table.partition_by.as_ref().is_some_and(|by| columns.iter().any(|c| mentions(by, &c.name)))
                {
                    let word = if of.kind == Kind::Collation { "collation" } else { "type" };
                    return Err(Ground::refuse(
                        of,
                        format!(
                            "{dependent} has a generated or partitioning column of this {word}, which must be made anew; give the column another {word} first"
                        ),
                    ));
                }
                for user in ground.dependents.get(dependent).cloned().unwrap_or_default() {
                    if is_user(ground, user, &columns, of.kind == Kind::Range) {
                        step_aside(ground, user, of, waiting);
                    }
                }
            }
            Facts::Sequence(_) | Facts::Schema | Facts::Extension { .. } => {}
            _ if is_type(dependent.kind) => {
                // What is made of it is made anew with it.
                if ground.fate(dependent) != Some(Fate::Drop) {
                    ground.fates.entry(dependent).or_insert(Fate::Alter);
                    if ground.retyped.insert(dependent) {
                        waiting.push(dependent);
                    }
                }
            }
            _ => step_aside(ground, dependent, of, waiting),
        }
    }
    Ok(())
}

/// Whether the object must step aside while the columns change to the new form of their type, or to text for a moment.
fn is_user(ground: &Ground<'_>, user: &ObjectId, columns: &[&schema::object::Column], are_text_between: bool) -> bool {
    let Some(object) = ground.live(user) else { return false };
    let Some(text) = text_of(object) else { return false };
    let names = columns.iter().any(|column| mentions(&text, &column.name));
    match &object.facts {
        Facts::Index(_) => are_text_between && names,
        Facts::Constraint(constraint) if constraint.inherited => false,
        Facts::Constraint(constraint) => (are_text_between || constraint.kind == ConstraintKind::Foreign) && names,
        Facts::Routine(routine) => is_parsed(&routine.definition) && names,
        _ => names,
    }
}
