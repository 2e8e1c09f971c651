//! What an object needs before it can be created, and where a circle of needs is cut.
//!
//! A circle is cut in a fixed order of preference: ownership of sequences, defaults of tables, bodies of views.
//!
//! Invariant: what an object needs late is needed by no other object of its circle.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, Facts, Kind, Object, ObjectId};

use crate::graph::Graph;

/// The needs of the objects of one database, with its circles cut.
pub(super) struct Needs<'a> {
    database: &'a Database,
    /// Objects that are created early and completed late.
    split: BTreeSet<&'a ObjectId>,
}

impl<'a> Needs<'a> {
    /// Finds the circles among the objects that are to be created.
    pub(super) fn of(database: &'a Database, created: &BTreeSet<&'a ObjectId>) -> Self {
        let mut needs = Self { database, split: BTreeSet::new() };
        for id in created {
            if let Some(Facts::Sequence(sequence)) = database.get(id).map(|object| &object.facts)
                && sequence.owned_by.is_some()
            {
                needs.split.insert(id);
            }
        }
        needs.cut(created, Kind::Table, usize::MAX);
        // One view after the other: a placeholder fewer is a statement fewer.
        while needs.cut(created, Kind::View, 1) {}
        needs
    }

    /// Splits up to `most` objects of the kind that are on a circle; whether there was one.
    fn cut(&mut self, created: &BTreeSet<&'a ObjectId>, kind: Kind, most: usize) -> bool {
        let ids: Vec<&'a ObjectId> = created.iter().copied().collect();
        let index: BTreeMap<&ObjectId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut graph = Graph::new(ids.len());
        for (at, id) in ids.iter().enumerate() {
            for needed in self.early(id) {
                if let Some(&before) = index.get(needed) {
                    graph.edge(before, at);
                }
            }
        }
        let components = graph.components();
        let mut sizes = vec![0usize; ids.len()];
        components.iter().for_each(|&component| sizes[component] += 1);
        let on_circle = (0..ids.len()).filter(|&at| sizes[components[at]] > 1 && ids[at].kind == kind);
        let chosen: Vec<_> = on_circle.map(|at| ids[at]).filter(|id| !self.split.contains(id)).take(most).collect();
        let found = !chosen.is_empty();
        self.split.extend(chosen);
        found
    }

    /// Whether the object is completed late.
    pub(super) fn is_split(&self, id: &ObjectId) -> bool {
        self.split.contains(id)
    }

    /// What must exist before the object is created.
    pub(super) fn early(&self, id: &ObjectId) -> BTreeSet<&'a ObjectId> {
        let is_split = self.is_split(id);
        self.all(id).into_iter().filter(|needed| !is_split || is_needed_early(id.kind, needed.kind)).collect()
    }

    /// What must exist before the object is complete.
    pub(super) fn all(&self, id: &ObjectId) -> BTreeSet<&'a ObjectId> {
        let Some((id, object)) = self.database.objects.get_key_value(id) else { return BTreeSet::new() };
        let mut needed: BTreeSet<&ObjectId> = object.depends_on.iter().collect();
        needed.extend(implied(self.database, object));
        needed.remove(id);
        needed
    }
}

/// What an object needs although no edge may say so: its schema, its relation.
fn implied<'a>(database: &'a Database, object: &Object) -> Vec<&'a ObjectId> {
    let id = &object.id;
    let mut wanted = Vec::new();
    if id.schema.is_some() {
        wanted.extend(id.schema.clone().map(|schema| ObjectId::new(Kind::Schema, None, schema)));
        let relations = [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable];
        wanted.extend(relations.into_iter().filter(|_| id.kind != Kind::Grant).filter_map(|kind| id.owner(kind)));
    }
    match &object.facts {
        Facts::Index(index) => wanted.push(index.on.clone()),
        Facts::Sequence(sequence) => wanted.extend(sequence.owned_by.iter().map(|(table, _)| table.clone())),
        Facts::Extension { schema } => wanted.push(ObjectId::new(Kind::Schema, None, schema.clone())),
        _ => {}
    }
    wanted.iter().filter_map(|id| database.objects.get_key_value(id).map(|(id, _)| id)).collect()
}

/// Whether an object of `kind` that is split needs one of `needed` already when it is created early.
const fn is_needed_early(kind: Kind, needed: Kind) -> bool {
    match kind {
        Kind::Sequence => matches!(needed, Kind::Schema),
        Kind::View => is_type(needed) || matches!(needed, Kind::Schema | Kind::Collation),
        _ => is_type(needed) || matches!(needed, Kind::Schema | Kind::Table | Kind::Collation),
    }
}

/// Whether it is made by `CREATE TYPE`, `CREATE DOMAIN` or an extension.
pub(super) const fn is_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Extension | Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::ShellType | Kind::BaseType
    )
}
