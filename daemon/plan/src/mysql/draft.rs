//! From a difference to ordered steps.
//!
//! Order: what acts by itself and is gone goes first; then foreign keys that are in the way; then sequences and tables are made
//! and changed; then programs, foreign keys, views, triggers and events; what is gone and holds something goes last,
//! unless its name is wanted. Privileges on what goes are taken before everything, all others are given and taken after it.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Change, Database, Facts, Ident, Kind, Object, ObjectId, diff};

use super::foreign;
use super::grant;
use super::keep;
use super::program;
use super::render;
use super::server::Server;
use super::sql::ident;
use super::step::Piece;
use super::table;
use super::trigger;
use crate::draft::{Draft, Refusal, Situation};
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::snapshot::KeepKind;

/// What is planned, and what differs.
pub(super) struct Scene<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) server: Server,
    pub(super) added: BTreeMap<&'a ObjectId, &'a Object>,
    pub(super) removed: BTreeMap<&'a ObjectId, &'a Object>,
    pub(super) changed: BTreeMap<&'a ObjectId, (&'a Object, &'a Object)>,
}

/// Drafts the steps.
pub(super) fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    let scene = Scene::of(situation);
    let pieces = scene.pieces()?;
    let steps = pieces.into_iter().map(|piece| piece.into_step(situation.timeouts)).collect();
    Ok(Draft { steps, footprint: scene.footprint() })
}

/// What shares one space of names with tables.
const fn is_relation(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::View | Kind::Sequence)
}

impl<'a> Scene<'a> {
    fn of(situation: &'a Situation<'a>) -> Self {
        let server = Server::new(situation.server_version);
        let (mut added, mut removed, mut changed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for change in diff(situation.observed, situation.desired) {
            match change {
                Change::Added(object) => drop(added.insert(&object.id, object)),
                Change::Removed(object) => drop(removed.insert(&object.id, object)),
                Change::Changed(old, new) => drop(changed.insert(&new.id, (old, new))),
            }
        }
        Self { situation, server, added, removed, changed }
    }

    /// Whether looking at every row of the table is over at once. An unknown size counts as big.
    pub(super) fn is_small(&self, table: &ObjectId) -> bool {
        const ROWS: u64 = 1_000;
        const BYTES: u64 = 1 << 20;
        let is_new = self.added.contains_key(table) && self.kept_table(table).is_none();
        is_new || self.situation.sizes.get(table).is_some_and(|size| size.rows <= ROWS && size.bytes <= BYTES)
    }

    fn kept_table(&self, id: &ObjectId) -> Option<&'a crate::Keep> {
        let digest = self.added.get(id)?.digest();
        keep::find(self.situation.kept, KeepKind::Table, id, None, digest)
    }

    /// The statements while the table's triggers are away: they must not act on rows that only come back.
    pub(super) fn quietly(&self, table: &Ident, statements: Vec<String>) -> Vec<String> {
        if statements.is_empty() {
            return statements;
        }
        let is_live = |object: &&Object| {
            object.id.kind == Kind::Trigger
                && object.id.of.as_ref() == Some(table)
                && !self.removed.contains_key(&object.id)
        };
        let database = self.situation.observed;
        let triggers = render::in_order(database, database.objects.values().filter(is_live).collect());
        let mut all: Vec<String> = triggers.iter().map(|object| render::drop(&object.id)).collect();
        all.extend(statements);
        for object in &triggers {
            if let Facts::Program(program) = &object.facts {
                let before = trigger::before(database, object).filter(|id| !self.removed.contains_key(id));
                all.extend(render::in_context(object, Some(program), vec![trigger::create(object, program, before)]));
            }
        }
        all
    }

    /// The removed objects of a kind, each before what it needs.
    pub(super) fn gone(&self, is_wanted: impl Fn(&Object) -> bool) -> Vec<&'a Object> {
        let gone: Vec<&Object> = self.removed.values().copied().filter(|object| is_wanted(object)).collect();
        let mut ordered = render::in_order(self.situation.observed, gone);
        ordered.reverse();
        ordered
    }

    fn wants_name(&self, object: &Object) -> bool {
        is_relation(object.id.kind) && self.added.keys().any(|id| is_relation(id.kind) && id.name == object.id.name)
    }

    fn pieces(&self) -> Result<Vec<Piece>, Refusal> {
        let grants = grant::pieces(self);
        let mut pieces = grants.early;
        pieces.extend(self.gone(|object| object.id.kind == Kind::Event).into_iter().map(program::drop));
        pieces.extend(program::drop_triggers(self));
        pieces.extend(foreign::drops(self));
        for object in self.gone(|object| self.wants_name(object)) {
            pieces.push(self.drop(object));
        }
        pieces.extend(self.sequences());
        pieces.extend(self.new_tables());
        let (changes, late) = self.table_changes()?;
        pieces.extend(changes);
        pieces.extend(program::routines(self));
        pieces.extend(foreign::additions(self));
        pieces.extend(program::views(self));
        pieces.extend(program::triggers(self));
        pieces.extend(program::events(self));
        pieces.extend(late);
        let is_late = |object: &Object| {
            !matches!(object.id.kind, Kind::Event | Kind::Trigger | Kind::Constraint | Kind::Grant)
                && !self.wants_name(object)
        };
        for object in self.gone(is_late) {
            pieces.push(self.drop(object));
        }
        pieces.extend(grants.late);
        Ok(pieces)
    }

    /// Drops what is gone; what holds rows or counts is moved aside.
    fn drop(&self, object: &Object) -> Piece {
        if !matches!(object.id.kind, Kind::Table | Kind::Sequence) {
            return program::drop(object);
        }
        let keep = keep::aside(object, self.situation.desired.digest());
        let name = &object.id.name;
        let (aside, back) = (keep::rename(name, &keep.in_table), keep::rename(&keep.in_table, name));
        let what = if object.id.kind == Kind::Table { "with its rows, which are" } else { "with its count, which is" };
        Piece::new(&object.id, format!("drop {}", object.id), vec![aside], vec![back])
            .lock(Lock::Metadata)
            .hazard(HazardCode::DataLoss, format!("{} disappears {what} moved aside", object.id))
            .hazard(HazardCode::BackwardIncompatible, format!("what uses {} stops working", object.id))
            .keep(keep)
    }

    fn sequences(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for object in self.added.values().filter(|object| object.id.kind == Kind::Sequence) {
            pieces.push(self.create(object));
        }
        for (old, new) in self.changed.values() {
            if let (Facts::Sequence(before), Facts::Sequence(after)) = (&old.facts, &new.facts) {
                pieces.extend(program::change_sequence(old, before, new, after));
            }
        }
        pieces
    }

    fn new_tables(&self) -> Vec<Piece> {
        let tables: Vec<&Object> =
            self.added.values().copied().filter(|object| object.id.kind == Kind::Table).collect();
        render::in_order(self.situation.desired, tables).into_iter().map(|object| self.create(object)).collect()
    }

    /// Creates a table or sequence, or brings back the one that was kept.
    fn create(&self, object: &Object) -> Piece {
        let name = &object.id.name;
        let Some(keep) = self.kept_table(&object.id) else {
            let undo = vec![render::drop(&object.id)];
            return Piece::new(&object.id, format!("create {}", object.id), render::create(object), undo);
        };
        let (back, aside) = (keep::rename(&keep.in_table, name), keep::rename(name, &keep.in_table));
        Piece::new(&object.id, format!("bring back {} with what was kept", object.id), vec![back], vec![aside])
            .restore(keep.clone())
    }

    fn table_changes(&self) -> Result<(Vec<Piece>, Vec<Piece>), Refusal> {
        let (mut early, mut late) = (Vec::new(), Vec::new());
        for (old, new) in self.changed.values().filter(|(old, _)| old.id.kind == Kind::Table) {
            let (first, last) = table::pieces(self, old, new)?;
            if first.is_empty() && last.is_empty() {
                let reason =
                    "it differs in a way that no statement of this program changes; change it by hand".to_owned();
                return Err(Refusal::Unsupported { object: new.id.to_string(), reason });
            }
            early.extend(first);
            late.extend(last);
        }
        Ok((early, late))
    }

    /// What is touched, what that needs, and what needs it, on both sides.
    fn footprint(&self) -> BTreeSet<ObjectId> {
        let mut touched: BTreeSet<&ObjectId> = self.added.keys().chain(self.removed.keys()).copied().collect();
        touched.extend(self.changed.keys().copied());
        touched.extend(foreign::around(self).into_iter().map(|object| &object.id));
        let mut footprint = BTreeSet::new();
        for database in [self.situation.observed, self.situation.desired] {
            let dependents: BTreeMap<&ObjectId, Vec<&ObjectId>> = database.dependents();
            for id in &touched {
                footprint.insert((*id).clone());
                footprint.extend(database.get(id).into_iter().flat_map(|object| &object.depends_on).cloned());
                footprint.extend(dependents.get(*id).into_iter().flatten().map(|id| (*id).clone()));
                footprint.extend(parts(database, id));
            }
        }
        footprint
    }
}

/// Foreign keys and triggers of a table, whether it or a part of it is touched; and the privileges on anything.
fn parts(database: &Database, id: &ObjectId) -> Vec<ObjectId> {
    let name = id.of.as_ref().unwrap_or(&id.name);
    let has_parts = id.of.is_some() || id.kind == Kind::Table;
    let is_part = |part: &&ObjectId| part.of.as_ref() == Some(name) && (has_parts || part.kind == Kind::Grant);
    database.objects.keys().filter(is_part).cloned().collect()
}

/// Words for messages: the table that a part belongs to.
pub(super) fn owner(id: &ObjectId) -> String {
    id.of.as_ref().map(ident).unwrap_or_default()
}
