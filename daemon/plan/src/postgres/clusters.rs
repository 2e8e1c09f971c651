//! Types that are made of each other: a domain of an enum, a composite of a domain.
//!
//! Invariant: in a cluster each type comes after those that it is made of.

use std::collections::BTreeSet;

use schema::{Database, Kind, ObjectId};

use super::ground::Ground;
use super::needs::is_type;

/// The types that this plan makes anew, in clusters.
pub(super) fn of<'a>(ground: &Ground<'a>) -> Vec<Vec<&'a ObjectId>> {
    let mut left: BTreeSet<&'a ObjectId> = ground.retyped.clone();
    let mut clusters = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut members = vec![first];
        let mut at = 0;
        while let Some(id) = members.get(at).copied() {
            at += 1;
            let tied = |other: &&&ObjectId| {
                [ground.observed, ground.desired]
                    .into_iter()
                    .any(|database| is_made_of(database, id, other) || is_made_of(database, other, id))
            };
            let found: Vec<_> = left.iter().filter(tied).copied().collect();
            left.retain(|id| !found.contains(id));
            members.extend(found);
        }
        clusters.push(in_order(ground.desired, &members));
    }
    clusters
}

/// A type with all that is made of it, by which it cannot be replaced alone.
pub(super) fn around<'a>(ground: &Ground<'a>, of: &'a ObjectId) -> Vec<&'a ObjectId> {
    let mut members = vec![of];
    let mut at = 0;
    while let Some(id) = members.get(at).copied() {
        at += 1;
        for user in ground.dependents.get(id).into_iter().flatten() {
            if is_type(user.kind) && user.kind != Kind::Extension && !members.contains(user) {
                members.push(user);
            }
        }
    }
    in_order(ground.observed, &members)
}

/// The same types, each after those that it is made of in the database.
pub(super) fn in_order<'a>(database: &Database, members: &[&'a ObjectId]) -> Vec<&'a ObjectId> {
    let mut left: BTreeSet<&'a ObjectId> = members.iter().copied().collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_ready = |id: &&&ObjectId| !left.iter().any(|other| is_made_of(database, id, other));
        // Types cannot be made of each other in a circle; were they, the lowest comes first.
        let Some(next) = left.iter().find(is_ready).or(left.first()).copied() else { break };
        left.remove(next);
        order.push(next);
    }
    order
}

fn is_made_of(database: &Database, id: &ObjectId, other: &ObjectId) -> bool {
    id != other && database.get(id).is_some_and(|object| object.depends_on.contains(other))
}
