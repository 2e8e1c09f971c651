//! A table leaves its composite type, or joins one.

use schema::Object;

use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::typed;

/// The table leaves the type that it is of.
pub(super) fn leave(ground: &Ground<'_>, old: &Object) -> Option<Piece> {
    let of = ground.untyped.get(&old.id)?;
    let piece = Piece::new(&old.id, format!("take {} from {of}", old.id));
    Some(piece.one(typed::left(&old.id), typed::joined(old)?).lock(Lock::AccessExclusive))
}

/// The table joins the type that it is to be of, when its columns are as they are there.
pub(super) fn join(ground: &Ground<'_>, new: &Object) -> Option<Piece> {
    let of = typed::type_of(new)?;
    let was = ground.live(&new.id).and_then(typed::type_of);
    if was == Some(of) && !ground.untyped.contains_key(&new.id) {
        return None;
    }
    let piece = Piece::new(&new.id, format!("make {} a table of {of}", new.id));
    Some(piece.one(typed::joined(new)?, typed::left(&new.id)).lock(Lock::AccessExclusive))
}

/// For a table that is moved aside: its type may go, or change without it.
pub(super) fn left_aside(piece: Piece, table: &Object) -> Piece {
    match typed::joined(table) {
        Some(join) => piece.one(typed::left(&table.id), join),
        None => piece,
    }
}

/// For a table that comes back.
pub(super) fn taken_up(piece: Piece, table: &Object) -> Piece {
    match typed::joined(table) {
        Some(join) => piece.one(join, typed::left(&table.id)),
        None => piece,
    }
}
