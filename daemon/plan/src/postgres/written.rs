//! Which tables a change writes again: a change of a parent is handed down to all that are below it.
//!
//! Invariant: only tables that exist before the plan and have rows of their own are named.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, Facts, ObjectId};

use super::ground::Ground;
use super::inherit::parents;

/// The partitions and `INHERITS` children of each table.
pub(super) fn children(database: &Database) -> BTreeMap<&ObjectId, Vec<&ObjectId>> {
    let mut children: BTreeMap<&ObjectId, Vec<&ObjectId>> = BTreeMap::new();
    for object in database.objects.values() {
        for parent in object.table().into_iter().flat_map(parents) {
            children.entry(parent).or_default().push(&object.id);
        }
    }
    children
}

/// The table and all below it that do not leave their parents first.
pub(super) fn with_children(ground: &Ground<'_>, table: &ObjectId) -> BTreeSet<ObjectId> {
    let mut reached = BTreeSet::from([table]);
    let mut waiting = vec![table];
    while let Some(parent) = waiting.pop() {
        for child in ground.children.get(parent).into_iter().flatten() {
            let leaves = ground.detached.get(child).is_some_and(|left| left.contains(parent));
            if !leaves && reached.insert(child) {
                waiting.push(child);
            }
        }
    }
    reached.into_iter().filter(|id| has_rows(ground, id)).cloned().collect()
}

fn has_rows(ground: &Ground<'_>, id: &ObjectId) -> bool {
    match ground.live(id).map(|object| &object.facts) {
        Some(Facts::Table(table)) => table.partition_by.is_none(),
        Some(Facts::MaterializedView(_)) => true,
        _ => false,
    }
}

/// Whether a new column of the type has every row written: the server looks at each value of a domain that refuses some.
pub(super) fn is_strict_domain(database: &Database, data_type: &str) -> bool {
    database.objects.values().any(|object| match &object.facts {
        Facts::Domain(domain) if super::sql::name(&object.id) == data_type => {
            domain.not_null
                || domain.default.is_some()
                || !domain.checks.is_empty()
                || is_strict_domain(database, &domain.base)
        }
        _ => false,
    })
}
