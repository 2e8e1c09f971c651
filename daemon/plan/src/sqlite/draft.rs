//! From a difference to ordered steps.
//!
//! Order: what is gone and holds nothing goes first; then tables are made and changed; then indexes, views and triggers;
//! columns and tables that are gone go last, when nothing names them any more, unless their name is wanted.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::Index;
use schema::{Change as Differs, Database, Facts, Ident, Kind, Object, ObjectId, diff};

use super::change::Change;
use super::parts;
use super::tables;
use super::tokens::folded;
use crate::draft::{Draft, Refusal, Situation};
use crate::step::Step;

/// What differs, by what is to be done.
#[derive(Clone, Debug, Default)]
pub(super) struct Differences<'a> {
    pub(super) added: BTreeMap<&'a ObjectId, &'a Object>,
    pub(super) removed: BTreeMap<&'a ObjectId, &'a Object>,
    pub(super) changed: Vec<(&'a Object, &'a Object)>,
    /// The names of added tables, views and indexes, folded.
    names: BTreeSet<String>,
}

/// A draft that is being made.
pub(super) struct Drafting<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) differences: Differences<'a>,
    observed: BTreeMap<String, Vec<&'a Object>>,
    desired: BTreeMap<String, Vec<&'a Object>>,
    /// Indexes and triggers that the step of their table or view makes.
    pub(super) covered: BTreeSet<&'a ObjectId>,
    /// Tables that come back with their rows.
    pub(super) brought_back: BTreeSet<&'a ObjectId>,
    pub(super) steps: Vec<Step>,
}

/// Drafts the steps.
pub(super) fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    let differences = Differences::of(situation.observed, situation.desired);
    let footprint = differences.footprint(situation);
    let mut drafting = Drafting {
        situation,
        differences,
        observed: parts_by_owner(situation.observed),
        desired: parts_by_owner(situation.desired),
        covered: BTreeSet::new(),
        brought_back: BTreeSet::new(),
        steps: Vec::new(),
    };
    drafting.all();
    Ok(Draft { steps: drafting.steps, footprint })
}

impl<'a> Differences<'a> {
    /// Tables whose names differ in case only are one table to SQLite: changed, not replaced.
    fn of(observed: &'a Database, desired: &'a Database) -> Self {
        let mut differences = Self::default();
        for change in diff(observed, desired) {
            match change {
                Differs::Added(object) => drop(differences.added.insert(&object.id, object)),
                Differs::Removed(object) => drop(differences.removed.insert(&object.id, object)),
                Differs::Changed(old, new) => differences.changed.push((old, new)),
            }
        }
        let tables = |id: &&&ObjectId| id.kind == Kind::Table;
        let added: BTreeMap<String, &ObjectId> =
            differences.added.keys().filter(tables).map(|id| (folded(&id.name), *id)).collect();
        let pairs: Vec<(&ObjectId, &ObjectId)> = differences
            .removed
            .keys()
            .filter(tables)
            .filter_map(|old| Some((*old, *added.get(&folded(&old.name))?)))
            .collect();
        differences.names =
            differences.added.keys().filter(|id| id.kind != Kind::Trigger).map(|id| folded(&id.name)).collect();
        for (old, new) in pairs {
            if let (Some(old), Some(new)) = (differences.removed.remove(old), differences.added.remove(new)) {
                differences.changed.push((old, new));
            }
        }
        differences
    }

    /// What is touched, what that needs, and what needs it, on both sides.
    fn footprint(&self, situation: &Situation<'_>) -> BTreeSet<ObjectId> {
        let changed = self.changed.iter().flat_map(|(old, new)| [&old.id, &new.id]);
        let touched: BTreeSet<&ObjectId> =
            self.added.keys().chain(self.removed.keys()).copied().chain(changed).collect();
        let mut footprint = BTreeSet::new();
        for database in [situation.observed, situation.desired] {
            let dependents = database.dependents();
            for id in &touched {
                footprint.insert((*id).clone());
                footprint.extend(database.get(id).into_iter().flat_map(|object| &object.depends_on).cloned());
                footprint.extend(dependents.get(*id).into_iter().flatten().map(|id| (*id).clone()));
            }
        }
        footprint
    }

    /// Whether an object that is added bears the name, which tables, views and indexes share.
    pub(super) fn wants_name(&self, name: &Ident) -> bool {
        self.names.contains(&folded(name))
    }
}

impl<'a> Drafting<'a> {
    fn all(&mut self) {
        parts::drop_removed(self);
        tables::drop_removed(self, true);
        tables::create_added(self);
        let changes = self.table_changes();
        for change in &changes {
            tables::change(self, change);
        }
        tables::change_virtual(self);
        parts::replace_and_create(self);
        for change in &changes {
            tables::drop_columns(self, change);
        }
        tables::drop_removed(self, false);
    }

    /// The changed tables, parents before children as far as there is such an order.
    fn table_changes(&self) -> Vec<Change<'a>> {
        let changed =
            self.differences.changed.iter().filter_map(|(old, new)| Change::of(old, new, self.situation.kept));
        let mut waiting: Vec<Change<'a>> = changed.collect();
        let mut ordered = Vec::new();
        while !waiting.is_empty() {
            let ids: BTreeSet<&ObjectId> = waiting.iter().map(|change| change.new_id).collect();
            let needs = |change: &Change<'_>| {
                let object = self.situation.desired.get(change.new_id);
                object.is_some_and(|object| object.depends_on.iter().any(|need| ids.contains(need)))
            };
            let next = waiting.iter().position(|change| !needs(change)).unwrap_or(0);
            ordered.push(waiting.remove(next));
        }
        ordered
    }

    /// The objects of the live database that belong to a table or view: its indexes and triggers.
    pub(super) fn observed_parts(&self, of: &Ident) -> Vec<&'a Object> {
        self.observed.get(&folded(of)).cloned().unwrap_or_default()
    }

    /// The same of the desired database.
    pub(super) fn desired_parts(&self, of: &Ident) -> Vec<&'a Object> {
        self.desired.get(&folded(of)).cloned().unwrap_or_default()
    }

    /// The indexes and triggers of a table as they are when it is changed: those that are gone were dropped before.
    pub(super) fn live_parts(&self, of: &Ident) -> Vec<&'a Object> {
        self.observed_parts(of).into_iter().filter(|part| !self.differences.removed.contains_key(&part.id)).collect()
    }

    /// The same as they will be: in their desired form where that still belongs to the table.
    pub(super) fn coming_parts(&self, of: &Ident) -> Vec<&'a Object> {
        let live = self.live_parts(of);
        live.into_iter()
            .map(|part| match self.situation.desired.get(&part.id) {
                Some(desired) if belongs_to(desired, of) => desired,
                _ => part,
            })
            .collect()
    }
}

/// Indexes and triggers by the folded name of their table or view.
fn parts_by_owner(database: &Database) -> BTreeMap<String, Vec<&Object>> {
    let mut parts: BTreeMap<String, Vec<&Object>> = BTreeMap::new();
    for object in database.objects.values() {
        let owner = match &object.facts {
            Facts::Index(index) => Some(&index.on.name),
            _ => object.id.of.as_ref(),
        };
        if let Some(owner) = owner {
            parts.entry(folded(owner)).or_default().push(object);
        }
    }
    parts
}

fn belongs_to(object: &Object, of: &Ident) -> bool {
    match &object.facts {
        Facts::Index(index) => folded(&index.on.name) == folded(of),
        _ => true,
    }
}

/// The index facts among objects.
pub(super) fn indexes<'o>(parts: &[&'o Object]) -> Vec<&'o Index> {
    parts
        .iter()
        .filter_map(|part| match &part.facts {
            Facts::Index(index) => Some(index),
            _ => None,
        })
        .collect()
}

/// The statements that make the objects, indexes before triggers.
pub(super) fn made(parts: &[&Object]) -> Vec<String> {
    let mut parts = parts.to_vec();
    parts.sort_by_key(|part| super::render::rank(part.id.kind));
    parts.into_iter().flat_map(super::render::create).collect()
}
