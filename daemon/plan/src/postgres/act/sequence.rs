//! Changes of sequences in place.

use schema::object::Sequence;
use schema::{Ident, Object, ObjectId};

use super::types::comment_piece;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::sql::{ident, literal, name};

/// Options, persistence, owner and comment.
pub(super) fn alter(ground: &Ground<'_>, old: &Object, new: &Object, from: &Sequence, to: &Sequence) -> Vec<Piece> {
    let id = &new.id;
    let mut pieces = Vec::new();
    if from.options != to.options {
        let set = |options: &str| format!("ALTER SEQUENCE {} {options}", name(id));
        let piece = Piece::new(id, format!("change the options of {id}"));
        let both = |from: &str, to: &str| {
            let moved = moved_within(&literal(&name(id)), from, to);
            moved.into_iter().chain([set(to)]).collect::<Vec<_>>()
        };
        let piece = piece.run(both(&from.options, &to.options), both(&to.options, &from.options));
        pieces.push(piece.lock(Lock::ShareRowExclusive));
    }
    if from.settings.contains_key("unlogged") != to.settings.contains_key("unlogged") {
        let set = |sequence: &Sequence| {
            let word = if sequence.settings.contains_key("unlogged") { "UNLOGGED" } else { "LOGGED" };
            format!("ALTER SEQUENCE {} SET {word}", name(id))
        };
        pieces.push(
            Piece::new(id, format!("change the persistence of {id}"))
                .one(set(to), set(from))
                .lock(Lock::AccessExclusive),
        );
    }
    let owner = if ground.released.contains_key(id) { None } else { from.owned_by.as_ref() };
    if owner != to.owned_by.as_ref() {
        let piece = Piece::new(id, format!("change the owner of {id}"));
        pieces.push(piece.one(owned_by(id, to.owned_by.as_ref()), owned_by(id, owner)).lock(Lock::ShareRowExclusive));
    }
    pieces.extend(comment_piece(old, new));
    pieces
}

/// Moves a sequence that stands outside of its new bounds, where the old start is outside of them, to the new start.
pub(super) fn moved_within(sequence: &str, from: &str, to: &str) -> Option<String> {
    let number = |options: &str, key: &str| {
        let (_, rest) = options.split_once(key)?;
        rest.split_whitespace().next()?.parse::<i128>().ok()
    };
    let old_start = number(from, "START WITH ")?;
    let (start, low, high) = (number(to, "START WITH ")?, number(to, "MINVALUE ")?, number(to, "MAXVALUE ")?);
    if (low..=high).contains(&old_start) {
        return None;
    }
    Some(format!(
        "SELECT pg_catalog.setval(s, {start}, false) FROM (SELECT {sequence}::regclass AS s) AS q \
         WHERE coalesce(pg_catalog.pg_sequence_last_value(s), {old_start}) NOT BETWEEN {low} AND {high}"
    ))
}

/// `OWNED BY`.
pub(super) fn owned_by(id: &ObjectId, owner: Option<&(ObjectId, Ident)>) -> String {
    let owner = owner.map_or_else(|| "NONE".to_owned(), |(table, column)| format!("{}.{}", name(table), ident(column)));
    format!("ALTER SEQUENCE {} OWNED BY {owner}", name(id))
}
