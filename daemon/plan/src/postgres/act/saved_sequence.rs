//! Sequences that are dropped are moved into a schema of their own with their position, and moved back when they are wanted again.

use schema::object::Sequence;
use schema::{Object, ObjectId};

use super::position::position_stand_in;
use super::saved::places;
use super::sequence::owned_by;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::keep;
use crate::postgres::piece::Piece;
use crate::postgres::render;
use crate::postgres::sql::{ident, name};
use crate::snapshot::Keep;

/// The sequence moves aside, after it left its column.
pub(super) fn drop(ground: &Ground<'_>, old: &Object, sequence: &Sequence) -> Vec<Piece> {
    let id = &old.id;
    let keep = keep::of_sequence(ground, old);
    let mut piece = Piece::new(id, format!("drop {id}; it is moved aside and kept")).lock(Lock::AccessExclusive);
    if let Some(owner) = sequence.owned_by.as_ref().filter(|_| !ground.released.contains_key(id)) {
        piece = piece.one(owned_by(id, None), owned_by(id, Some(owner)));
    }
    let (schema, moved) = places(&keep);
    piece = piece
        .one(format!("CREATE SCHEMA {schema}"), format!("DROP SCHEMA {schema}"))
        .one(
            format!("ALTER SEQUENCE {} SET SCHEMA {schema}", name(id)),
            format!("ALTER SEQUENCE {moved} SET SCHEMA {}", home(id)),
        )
        .keep(keep)
        .hazard(HazardCode::BackwardIncompatible, format!("what uses {id} stops working"));
    vec![piece]
}

/// The sequence comes back where it stood; its owner comes later.
pub(super) fn restore(ground: &Ground<'_>, new: &Object) -> Vec<Piece> {
    let (id, Some(kept)) = (&new.id, ground.restored.get(&new.id)) else { return Vec::new() };
    let (schema, moved) = places(&kept.keep);
    let piece = Piece::new(id, format!("bring {id} back with its position")).restore(kept.keep.clone());
    let piece = piece
        .one(
            format!("ALTER SEQUENCE {moved} SET SCHEMA {}", home(id)),
            format!("ALTER SEQUENCE {} SET SCHEMA {schema}", name(id)),
        )
        .one(format!("DROP SCHEMA {schema}"), format!("CREATE SCHEMA {schema}"));
    vec![piece]
}

fn home(id: &ObjectId) -> String {
    id.schema.as_ref().map(ident).unwrap_or_default()
}

/// A sequence of that form where it would be kept, or the position of an identity column, for a scratch copy of the target.
pub(in crate::postgres) fn stand_in(keep: &Keep, desired: &schema::Database) -> Vec<String> {
    if keep.column.is_some() {
        let (schema, _) = places(keep);
        return vec![format!("CREATE SCHEMA {schema}"), position_stand_in(keep)];
    }
    let Some(object) = desired.get(&keep.table) else { return Vec::new() };
    let id = ObjectId { schema: keep.in_schema.clone(), ..object.id.clone() };
    let (schema, _) = places(keep);
    let there = render::create_early(&Object { id, ..object.clone() });
    std::iter::once(format!("CREATE SCHEMA {schema}")).chain(there).collect()
}
