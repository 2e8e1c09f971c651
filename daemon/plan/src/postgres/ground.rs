//! What the planner knows before it orders anything: both databases, and what becomes of each object.
//!
//! Invariant: an object without a fate is the same before and after, and stays untouched.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::{Constraint, Table};
use schema::{Change, Database, Facts, Ident, Kind, Object, ObjectId, diff};

use super::{columns, fate, inherit, keep, online, spread, typed, written};
use crate::draft::{Refusal, Situation};
use crate::snapshot::Kept;

/// What becomes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is created.
    Create,
    /// It is dropped; a table is moved aside.
    Drop,
    /// It goes or comes with the table it belongs to, which is moved aside or back.
    Ride,
    /// It is changed in place.
    Alter,
    /// It is dropped and created again.
    Replace,
}

impl Fate {
    /// Whether the object that is there now disappears, be it for a moment.
    pub(super) const fn goes(self) -> bool {
        matches!(self, Self::Drop | Self::Replace | Self::Ride)
    }

    /// Whether an object appears that was not there the moment before.
    pub(super) const fn comes(self) -> bool {
        matches!(self, Self::Create | Self::Replace)
    }
}

/// The columns of a table whose change stops what uses them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reshape {
    /// Columns that disappear, be it for a moment.
    pub(super) dropped: BTreeSet<Ident>,
    /// Columns whose type or collation changes.
    pub(super) retyped: BTreeSet<Ident>,
}

impl Reshape {
    pub(super) fn is_empty(&self) -> bool {
        self.dropped.is_empty() && self.retyped.is_empty()
    }

    pub(super) fn covers(&self, column: &Ident) -> bool {
        self.dropped.contains(column) || self.retyped.contains(column)
    }
}

/// Both databases, and what becomes of each object.
pub(super) struct Ground<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) observed: &'a Database,
    pub(super) desired: &'a Database,
    pub(super) dependents: BTreeMap<&'a ObjectId, Vec<&'a ObjectId>>,
    /// What is below each live table.
    pub(super) children: BTreeMap<&'a ObjectId, Vec<&'a ObjectId>>,
    pub(super) fates: BTreeMap<&'a ObjectId, Fate>,
    /// Tables as they are when their own turn comes: after what their parents hand down.
    pub(super) seen: BTreeMap<&'a ObjectId, Table>,
    /// What becomes of the columns of tables that are altered.
    pub(super) reshapes: BTreeMap<&'a ObjectId, Reshape>,
    /// How the retyped columns of big tables change.
    pub(super) online: BTreeMap<&'a ObjectId, online::Way<'a>>,
    /// Types that are made anew under the columns that have them.
    pub(super) retyped: BTreeSet<&'a ObjectId>,
    /// The same in groups that are made of each other, each needed by the next ones.
    pub(super) clusters: Vec<Vec<&'a ObjectId>>,
    /// Columns whose default is taken away before what it needs.
    pub(super) released: BTreeMap<&'a ObjectId, BTreeSet<Ident>>,
    /// Tables that leave their composite type before it changes, or for good, with that type.
    pub(super) untyped: BTreeMap<&'a ObjectId, &'a ObjectId>,
    /// Tables that leave their parents before these change.
    pub(super) detached: BTreeMap<&'a ObjectId, Vec<ObjectId>>,
    /// A dependent that is gone while the other is reshaped or replaced.
    pub(super) around: BTreeSet<(&'a ObjectId, &'a ObjectId)>,
    /// Tables that come back from where they were kept.
    pub(super) restored: BTreeMap<&'a ObjectId, &'a Kept>,
}

impl<'a> Ground<'a> {
    /// Looks at what differs and decides what becomes of each object.
    pub(super) fn survey(situation: &'a Situation<'a>, observed: &'a Database) -> Result<Self, Refusal> {
        let mut ground = Self {
            situation,
            observed,
            desired: situation.desired,
            dependents: without_privileges(observed.dependents()),
            children: written::children(observed),
            fates: BTreeMap::new(),
            seen: BTreeMap::new(),
            reshapes: BTreeMap::new(),
            online: BTreeMap::new(),
            retyped: BTreeSet::new(),
            clusters: Vec::new(),
            released: BTreeMap::new(),
            untyped: BTreeMap::new(),
            detached: BTreeMap::new(),
            around: BTreeSet::new(),
            restored: BTreeMap::new(),
        };
        for change in diff(observed, situation.desired) {
            let (id, fate) = match change {
                _ if change.object().id.kind == Kind::ExtensionVersion => {
                    let extension = ObjectId::new(Kind::Extension, None, change.object().id.name.clone());
                    match situation.desired.objects.get_key_value(&extension) {
                        Some((id, _)) if !ground.fates.contains_key(id) => (id, Fate::Alter),
                        _ => continue,
                    }
                }
                _ if is_access(change.object().id.kind) => (&change.object().id, Fate::Alter),
                Change::Added(new) => (&new.id, Fate::Create),
                Change::Removed(old) => (&old.id, Fate::Drop),
                Change::Changed(old, new) => (&old.id, fate::of_change(&mut ground, old, new)?),
            };
            ground.fates.insert(id, fate);
        }
        inherit::survey(&mut ground)?;
        columns::survey(&mut ground)?;
        online::survey(&mut ground);
        keep::survey(&mut ground);
        spread::survey(&mut ground)?;
        typed::survey(&mut ground);
        Ok(ground)
    }

    pub(super) fn fate(&self, id: &ObjectId) -> Option<Fate> {
        self.fates.get(id).copied()
    }

    pub(super) fn live(&self, id: &ObjectId) -> Option<&'a Object> {
        self.observed.get(id)
    }

    pub(super) fn wanted(&self, id: &ObjectId) -> Option<&'a Object> {
        self.desired.get(id)
    }

    /// The table as it is when its own turn comes.
    pub(super) fn seen(&self, id: &ObjectId) -> Option<&Table> {
        self.seen.get(id).or_else(|| self.live(id).and_then(Object::table))
    }

    /// Whether the table is made by this plan, so that nobody can wait for it.
    pub(super) fn is_new(&self, table: &ObjectId) -> bool {
        self.fate(table).is_some_and(|fate| fate.comes() && !self.restored.contains_key(table))
    }

    /// Whether the table is so small that looking at every row is over at once. An unknown size counts as big.
    pub(super) fn is_small(&self, table: &ObjectId) -> bool {
        const ROWS: u64 = 1_000;
        const BYTES: u64 = 1 << 20;
        self.situation.sizes.get(table).is_some_and(|size| size.rows <= ROWS && size.bytes <= BYTES)
    }

    /// Whether the swap of an online change of the table sees to its part.
    pub(super) fn is_swapped(&self, table: &ObjectId, part: &ObjectId) -> bool {
        matches!(self.online.get(table), Some(online::Way::Online(change)) if change.covers(part))
    }

    /// Whether columns of the table change online.
    pub(super) fn is_online(&self, table: &ObjectId) -> bool {
        matches!(self.online.get(table), Some(online::Way::Online(_)))
    }

    /// Whether work on the table must not stop its writers for long. A foreign table has no rows here.
    pub(super) fn is_busy(&self, table: &ObjectId) -> bool {
        !self.is_new(table) && !self.is_small(table) && table.kind != Kind::ForeignTable
    }

    /// The relation that a constraint, trigger, rule or policy belongs to, in either database.
    pub(super) fn relation_of(&self, part: &ObjectId) -> ObjectId {
        let kinds = [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable];
        let mut owners = kinds.into_iter().filter_map(|kind| part.owner(kind));
        owners.find(|id| self.wanted(id).or_else(|| self.live(id)).is_some()).unwrap_or_else(|| part.clone())
    }

    /// The constraints of a table in one of the databases, with their identities.
    pub(super) fn constraints(database: &'a Database, table: &ObjectId) -> Vec<(&'a ObjectId, &'a Constraint)> {
        let first = ObjectId::part(Kind::Constraint, table.schema.clone(), table.name.clone(), Ident::from(""));
        let parts = database.objects.range(first..).take_while(|(id, _)| {
            id.kind == Kind::Constraint && id.schema == table.schema && id.of.as_ref() == Some(&table.name)
        });
        parts
            .filter_map(|(id, object)| match &object.facts {
                Facts::Constraint(constraint) => Some((id, constraint)),
                _ => None,
            })
            .collect()
    }

    /// A refusal about an object.
    pub(super) fn refuse(id: &ObjectId, reason: impl Into<String>) -> Refusal {
        Refusal::Unsupported { object: id.to_string(), reason: reason.into() }
    }
}

/// Privileges and owners follow what they are on: they stand in nobody's way.
pub(super) const fn is_access(kind: Kind) -> bool {
    matches!(kind, Kind::Grant | Kind::Owner | Kind::DefaultPrivileges)
}

fn without_privileges<'a>(
    mut dependents: BTreeMap<&'a ObjectId, Vec<&'a ObjectId>>,
) -> BTreeMap<&'a ObjectId, Vec<&'a ObjectId>> {
    for users in dependents.values_mut() {
        users.retain(|id| !is_access(id.kind));
    }
    dependents
}

/// The text by which a dependent speaks of columns.
pub(super) fn text_of(object: &Object) -> Option<String> {
    match &object.facts {
        Facts::Defined { definition } => Some(definition.to_string()),
        Facts::Routine(routine) => Some(routine.definition.to_string()),
        Facts::View(view) | Facts::MaterializedView(view) => Some(view.query.to_string()),
        Facts::Index(index) => Some(index.definition.to_string()),
        Facts::Constraint(constraint) => Some(constraint.definition.to_string()),
        _ => None,
    }
}
