//! Constraints and indexes that differ in nothing but their name are renamed, not built again.
//!
//! This guesses nothing about rows: the same rule on the same table stays the same rule.

use std::collections::BTreeMap;

use schema::{Change, Database, Facts, Kind, Object, ObjectId, diff};

use super::piece::Piece;
use super::sql::{ident, name, owner};
use crate::draft::Situation;
use crate::lock::Lock;

/// The identities before and after.
pub(super) fn pairs(situation: &Situation<'_>) -> Vec<(ObjectId, ObjectId)> {
    let changes = diff(situation.observed, situation.desired);
    let is_named = |object: &Object| matches!(object.id.kind, Kind::Constraint | Kind::Index);
    let mut removed: BTreeMap<String, Vec<&Object>> = BTreeMap::new();
    for change in changes.iter().rev() {
        if let Change::Removed(old) = change
            && is_named(old)
            && let Some(key) = nameless(old)
        {
            removed.entry(key).or_default().push(old);
        }
    }
    let mut pairs = Vec::new();
    for change in &changes {
        let Change::Added(new) = change else { continue };
        let Some(key) = Some(*new).filter(|new| is_named(new)).and_then(nameless) else { continue };
        if is_taken(situation.observed, &new.id) {
            continue;
        }
        if let Some(old) = removed.get_mut(&key).and_then(Vec::pop) {
            pairs.push((old.id.clone(), new.id.clone()));
        }
    }
    pairs
}

/// What an object says beside its name; nothing for what comes from a parent.
fn nameless(object: &Object) -> Option<String> {
    match &object.facts {
        Facts::Constraint(constraint) if !constraint.inherited => {
            let facts = serde_json::to_string(constraint).ok()?;
            Some(format!("{} {facts}", owner(&object.id)))
        }
        Facts::Index(index) if index.parent.is_none() && index.valid => {
            let bare = index.definition.replacen(&format!(" INDEX {} ON ", ident(&object.id.name)), " INDEX ON ", 1);
            Some(format!("{bare} {:?}", index.settings))
        }
        _ => None,
    }
}

/// Whether a relation has the name already.
fn is_taken(database: &Database, id: &ObjectId) -> bool {
    let kinds = [Kind::Table, Kind::Index, Kind::Sequence, Kind::View, Kind::MaterializedView, Kind::Composite];
    let is_relation =
        kinds.into_iter().any(|kind| database.get(&ObjectId::new(kind, id.schema.clone(), id.name.clone())).is_some());
    is_relation
        || database
            .objects
            .keys()
            .any(|other| other.kind == Kind::Constraint && other.schema == id.schema && other.name == id.name)
}

/// The database as it is after the renames.
pub(super) fn renamed(database: &Database, pairs: &[(ObjectId, ObjectId)]) -> Database {
    let names: BTreeMap<&ObjectId, &ObjectId> = pairs.iter().map(|(old, new)| (old, new)).collect();
    let mut after = Database::empty(database.dialect);
    after.unsupported = database.unsupported.clone();
    for object in database.objects.values() {
        let mut object = object.clone();
        for needed in &mut object.depends_on {
            if let Some(new) = names.get(needed) {
                *needed = (*new).clone();
            }
        }
        object.depends_on.sort();
        if let Facts::Index(index) = &mut object.facts
            && let Some(parent) = &mut index.parent
            && let Some(new) = names.get(parent)
        {
            *parent = (*new).clone();
        }
        if let Some(new) = names.get(&object.id) {
            if let Facts::Index(index) = &mut object.facts {
                let (from, to) =
                    (format!(" INDEX {} ON ", ident(&object.id.name)), format!(" INDEX {} ON ", ident(&new.name)));
                index.definition = index.definition.replacen(&from, &to, 1).into();
            }
            object.id = (*new).clone();
        }
        after.insert(object);
    }
    after
}

/// The renames themselves.
pub(super) fn pieces(pairs: &[(ObjectId, ObjectId)]) -> Vec<Piece> {
    let rename = |from: &ObjectId, to: &ObjectId| match from.kind {
        Kind::Index => format!("ALTER INDEX {} RENAME TO {}", name(from), ident(&to.name)),
        _ => format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", owner(from), ident(&from.name), ident(&to.name)),
    };
    let pieces = pairs.iter().map(|(old, new)| {
        let lock = if old.kind == Kind::Index { Lock::ShareUpdateExclusive } else { Lock::AccessExclusive };
        let piece = Piece::new(new, format!("rename {old} to {}", new.name.as_str()));
        piece.one(rename(old, new), rename(new, old)).lock(lock)
    });
    pieces.collect()
}
