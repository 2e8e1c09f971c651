//! PostgreSQL: how to get from one database to another, and how objects are written.
//!
//! Pure: it reads two databases of the model and writes statements; the engine runs them.
//!
//! Invariant: after the steps of a draft, the target is inspected as the desired database; after their undo, as before.

mod access;
mod act;
mod arrange;
mod arrays;
mod base_types;
mod build;
mod casts;
mod clusters;
mod columns;
mod fate;
mod ground;
mod inherit;
mod keep;
mod needs;
mod not_null;
mod online;
mod piece;
mod rename;
mod render;
mod settings;
mod spelling;
mod spread;
mod sql;
mod stand_in;
mod typed;
mod written;

use std::borrow::Cow;
use std::collections::BTreeSet;

use schema::{Kind, ObjectId};

use self::arrange::{Vertex, arrange};
use self::ground::{Ground, is_access};
use self::piece::Piece;
use crate::draft::{Draft, Refusal, Situation};

pub(crate) use build::build;
pub(crate) use rename::rename_steps;
pub(crate) use render::create;
pub(crate) use stand_in::stand_in;

/// Drafts the steps from observed to desired.
pub(crate) fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    let pairs = spelling::pairs(situation);
    let observed = if pairs.is_empty() {
        Cow::Borrowed(situation.observed)
    } else {
        Cow::Owned(spelling::renamed(situation.observed, &pairs))
    };
    let mut pieces = spelling::pieces(&pairs);
    let ground = Ground::survey(situation, &observed)?;
    let groups = arrange(&ground)?;
    for group in &groups {
        pieces.extend(of_group(&ground, group)?);
    }
    let mut footprint = footprint(&ground, &groups);
    for (old, new) in pairs {
        footprint.extend([old, new]);
    }
    let steps = pieces.into_iter().map(|piece| piece.into_step(situation.timeouts)).collect();
    Ok(Draft { steps, footprint })
}

/// A vertex that stands alone gives a step for each piece; a group gives one, with what must come apart before and after it.
fn of_group(ground: &Ground<'_>, group: &[Vertex<'_>]) -> Result<Vec<Piece>, Refusal> {
    if let [vertex] = group {
        return act::pieces(ground, *vertex, false);
    }
    let (mut ahead, mut together, mut apart): (Vec<Piece>, Option<Piece>, Vec<Piece>) = (Vec::new(), None, Vec::new());
    for vertex in group {
        for piece in act::pieces(ground, *vertex, true)? {
            together = match together {
                _ if piece.is_ahead() => {
                    ahead.push(piece);
                    together
                }
                _ if piece.is_apart() => {
                    apart.push(piece);
                    together
                }
                None => Some(piece),
                Some(before) => Some(before.and(piece)),
            };
        }
    }
    Ok(ahead.into_iter().chain(together).chain(apart).collect())
}

/// Every live object that a step changes, with what it depends on and what needs it, and what must still be absent.
fn footprint(ground: &Ground<'_>, groups: &[Vec<Vertex<'_>>]) -> BTreeSet<ObjectId> {
    let mut footprint = BTreeSet::new();
    // It is in every database from the start, a scratch copy too.
    let public = ObjectId::new(Kind::Schema, None, "public".into());
    if !groups.is_empty() && ground.live(&public).is_some() {
        footprint.insert(public);
    }
    let touched = groups.iter().flatten().map(|(_, id)| *id).chain(ground.fates.keys().copied());
    let mut touched: BTreeSet<&ObjectId> = touched.collect();
    let enums = ground.fates.iter().filter(|(id, fate)| id.kind == Kind::Enum && **fate == ground::Fate::Alter);
    let back: Vec<&ObjectId> = enums.flat_map(|(id, _)| act::made_anew_back(ground, id)).collect();
    touched.extend(back);
    // Privileges and owners come back with what they are on, and privileges with an owner.
    let sides =
        |id: &&ObjectId| [ground.live(id), ground.wanted(id)].into_iter().flatten().flat_map(schema::Object::needed);
    let on: BTreeSet<&ObjectId> = touched.iter().filter(|id| is_access(id.kind)).flat_map(sides).collect();
    let is_touched = |id: &ObjectId| touched.contains(id) || on.contains(id);
    let access = ground.observed.objects.values().filter(|object| is_access(object.id.kind));
    let access = access.filter(|object| object.depends_on.iter().any(is_touched));
    footprint.extend(access.map(|object| object.id.clone()));
    for id in touched {
        footprint.insert(id.clone());
        let needed = [ground.live(id), ground.wanted(id)].into_iter().flatten().flat_map(schema::Object::needed);
        footprint.extend(needed.filter(|needed| ground.observed.get(needed).is_some()).cloned());
        footprint.extend(ground.dependents.get(id).into_iter().flatten().map(|id| (*id).clone()));
    }
    footprint
}
