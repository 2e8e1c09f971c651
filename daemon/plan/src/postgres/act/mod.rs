//! Each act on each kind of object as pieces: statements, undo, locks and dangers.
//!
//! Invariant: a piece names the strongest lock that it takes on what exists before the plan, and every rewrite.

mod access;
mod anew;
mod base_type;
mod column;
mod constraint;
mod generic;
mod identity;
mod index;
mod not_null;
mod position;
mod retype;
mod saved;
mod saved_sequence;
mod sequence;
mod table;
mod typed;
mod types;
mod values;
mod view;
mod whole;

use schema::{Facts, Kind};

use super::arrange::Act;
use super::arrange::Vertex;
use super::ground::{Ground, is_access};
use super::piece::Piece;
use crate::draft::Refusal;

/// The pieces of one vertex. Where it is `fused` with others, the forms are used that a transaction allows.
pub(super) fn pieces<'a>(ground: &Ground<'a>, (act, id): Vertex<'a>, fused: bool) -> Result<Vec<Piece>, Refusal> {
    let (old, new) = (ground.live(id), ground.wanted(id));
    let pieces = match (act, old, new) {
        (Act::Release, Some(old), _) => table::release(ground, old),
        (Act::Create, _, Some(new)) => match &new.facts {
            Facts::Constraint(constraint) => constraint::create(ground, new, constraint, fused),
            Facts::Index(index) => index::create(ground, new, index, fused),
            Facts::Table(table) if ground.restored.contains_key(id) => saved::restore_table(ground, new, table),
            Facts::Sequence(_) if ground.restored.contains_key(id) => saved_sequence::restore(ground, new),
            _ => vec![generic::create(ground, new)],
        },
        (Act::Begin | Act::Drop, _, _) if identity::is_converted(ground, id) => Vec::new(),
        (Act::Begin, _, Some(new)) if ground.restored.contains_key(id) => saved_sequence::restore(ground, new),
        (Act::Begin, _, Some(new)) => vec![generic::begin(ground, new)],
        (Act::Finish, _, Some(new)) => generic::finish(ground, new),
        (Act::Alter, ..) if is_access(id.kind) => access::alter(ground, id),
        (Act::Alter, Some(old), Some(new)) => match (&old.facts, &new.facts) {
            (Facts::Table(_), Facts::Table(wanted)) => table::alter(ground, old, new, wanted, fused),
            (Facts::Constraint(from), Facts::Constraint(to)) => constraint::alter(ground, old, new, from, to),
            (Facts::Index(from), Facts::Index(to)) => index::alter(ground, old, new, from, to, fused),
            (Facts::View(from) | Facts::MaterializedView(from), Facts::View(to) | Facts::MaterializedView(to)) => {
                view::alter(ground, old, new, from, to)
            }
            (Facts::Sequence(from), Facts::Sequence(to)) => sequence::alter(ground, old, new, from, to),
            _ => types::alter(ground, old, new),
        },
        (Act::Reshape, Some(old), Some(new)) => match (&old.facts, &new.facts) {
            (Facts::Table(_), Facts::Table(wanted)) => table::reshape(ground, old, new, wanted),
            _ => types::reshape(ground, new),
        },
        (Act::Drop, Some(old), _) if id.kind == Kind::Table => saved::drop_table(ground, old),
        (Act::Drop, Some(old), _) => generic::drop(ground, old, fused),
        _ => Vec::new(),
    };
    Ok(pieces.into_iter().filter(|piece| !piece.is_empty()).collect())
}

pub(super) use anew::made_anew_back;
pub(super) use column::after_add;
pub(super) use constraint::{IndexForm, index_form};
pub(super) use identity::is_converted;
pub(super) use retype::{based, hazards, rewrites};
pub(super) use saved::stand_in as table_stand_in;
pub(super) use saved_sequence::stand_in as sequence_stand_in;
pub(super) use values::stand_in as values_stand_in;
pub(super) use whole::can_alter;
