//! The one graph of a plan: what is released, altered, reshaped, created, finished and dropped, and in which order.
//!
//! What must not be seen half done stands in one group, which becomes one step.
//!
//! Invariant: the order is a function of the two databases alone.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::{Constraint, ConstraintKind};
use schema::{Database, Facts, Kind, Object, ObjectId};

use super::base_types::functions;
use super::build::rank_of;
use super::ground::{Fate, Ground, is_access};
use super::needs::Needs;
use super::typed::type_of;
use crate::draft::Refusal;
use crate::graph::{Graph, Sets};

/// What is done to an object at one point of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// It lets go of what disappears: defaults, parents, owners.
    Release,
    /// It is created, or comes back from where it was kept.
    Create,
    /// It is created as far as a circle allows.
    Begin,
    /// What the circle made wait.
    Finish,
    /// It is changed without stopping what uses it.
    Alter,
    /// It is changed in a way for which what uses it must be gone.
    Reshape,
    /// It is dropped, or moved to where it is kept.
    Drop,
}

/// Where a group that replaces something ranks.
const CHANGES: u8 = 3;

/// One act on one object.
pub(super) type Vertex<'a> = (Act, &'a ObjectId);

/// The vertices in order, in groups that become one step each.
pub(super) fn arrange<'a>(ground: &Ground<'a>) -> Result<Vec<Vec<Vertex<'a>>>, Refusal> {
    let plot = Plot::of(ground);
    let hard = plot.edges(ground);
    let soft = plot.softened();
    let mut graph = Graph::new(plot.vertices.len());
    hard.iter().chain(&soft).for_each(|&(before, after)| graph.edge(before, after));
    let components = graph.components();
    let is_within = |&&(before, after): &&(usize, usize)| components[before] == components[after];
    let dropped: BTreeSet<_> = soft.iter().filter(|edge| is_within(edge)).copied().collect();
    let edges: Vec<_> = hard.iter().chain(soft.difference(&dropped)).copied().collect();
    plot.grouped(ground, &edges)
}

struct Plot<'a> {
    vertices: Vec<Vertex<'a>>,
    index: BTreeMap<Vertex<'a>, usize>,
    needs: Needs<'a>,
    kept_needs: Needs<'a>,
}

impl<'a> Plot<'a> {
    fn of(ground: &Ground<'a>) -> Self {
        let created: BTreeSet<&ObjectId> = ground
            .fates
            .iter()
            .filter(|(_, fate)| fate.comes())
            .filter_map(|(id, _)| ground.desired.objects.get_key_value(*id).map(|(id, _)| id))
            .collect();
        let needs = Needs::of(ground.desired, &created);
        let kept_needs = Needs::of(ground.observed, &BTreeSet::new());
        let mut vertices: BTreeSet<Vertex<'a>> = BTreeSet::new();
        for (id, fate) in &ground.fates {
            vertices.extend(acts(ground, &needs, id, *fate).into_iter().map(|act| (act, *id)));
        }
        let released = ground.released.keys().chain(ground.detached.keys()).chain(ground.untyped.keys());
        vertices.extend(released.map(|id| (Act::Release, *id)));
        let vertices: Vec<_> = vertices.into_iter().collect();
        let index = vertices.iter().enumerate().map(|(at, vertex)| (*vertex, at)).collect();
        Self { vertices, index, needs, kept_needs }
    }

    fn at(&self, act: Act, id: &ObjectId) -> Option<usize> {
        self.index.get(&(act, id)).copied()
    }

    fn all(&self, acts: &[Act], id: &ObjectId) -> Vec<usize> {
        acts.iter().filter_map(|act| self.at(*act, id)).collect()
    }

    fn edges(&self, ground: &Ground<'a>) -> BTreeSet<(usize, usize)> {
        let mut edges = BTreeSet::new();
        for (at, (act, id)) in self.vertices.iter().enumerate() {
            match act {
                Act::Create | Act::Begin => self.edges_of_creation(id, at, &self.needs.early(id), &mut edges),
                Act::Finish => {
                    self.edges_of_creation(id, at, &self.needs.all(id), &mut edges);
                    edges.extend(self.all(&[Act::Create, Act::Begin], id).into_iter().map(|begin| (begin, at)));
                }
                Act::Drop => self.edges_of_drop(ground, id, at, &mut edges),
                Act::Release => {
                    edges.extend(
                        self.all(&[Act::Alter, Act::Reshape, Act::Drop], id).into_iter().map(|later| (at, later)),
                    );
                    if let Some(Facts::Sequence(sequence)) = ground.live(id).map(|object| &object.facts) {
                        let owner =
                            sequence.owned_by.iter().flat_map(|(table, _)| self.all(&[Act::Reshape, Act::Drop], table));
                        edges.extend(owner.map(|later| (at, later)));
                    }
                }
                Act::Alter | Act::Reshape => self.edges_of_change(ground, id, at, &mut edges),
            }
        }
        for (dependent, cause) in &ground.around {
            self.edges_around(dependent, cause, &mut edges);
        }
        for (child, left) in &ground.detached {
            for parent in left {
                let release = self.at(Act::Release, child);
                let later = self.all(&[Act::Alter, Act::Reshape, Act::Drop], parent);
                edges.extend(release.into_iter().flat_map(|at| later.iter().map(move |&later| (at, later))));
            }
        }
        self.edges_of_typed(ground, &mut edges);
        self.edges_of_base_types(ground, &mut edges);
        self.edges_of_access(&mut edges);
        self.edges_of_names(ground, &mut edges);
        self.edges_of_clusters(ground, &mut edges);
        self.edges_of_keys(ground, &mut edges);
        edges
    }

    /// A table leaves its composite type before that changes, and joins one when that is as it is to be.
    fn edges_of_typed(&self, ground: &Ground<'a>, edges: &mut BTreeSet<(usize, usize)>) {
        const CHANGES: &[Act] = &[Act::Alter, Act::Reshape];
        for (table, of) in &ground.untyped {
            let later = self.all(&[Act::Alter, Act::Reshape, Act::Drop], of);
            edges.extend(self.at(Act::Release, table).into_iter().flat_map(|at| later.iter().map(move |&l| (at, l))));
        }
        for table in ground.fates.keys() {
            let Some(of) = ground.wanted(table).and_then(type_of) else { continue };
            let last = self.at(Act::Reshape, table).or_else(|| self.at(Act::Alter, table));
            edges.extend(self.all(CHANGES, of).into_iter().flat_map(|before| last.map(|last| (before, last))));
        }
    }

    /// A base type becomes a name again, with its functions as they were, before new functions speak of it or old ones change.
    fn edges_of_base_types(&self, ground: &Ground<'a>, edges: &mut BTreeSet<(usize, usize)>) {
        let dropped = self.vertices.iter().enumerate();
        for (at, (_, id)) in dropped.filter(|(_, (act, id))| *act == Act::Drop && id.kind == Kind::BaseType) {
            let functions = functions(ground.observed, id).chain(functions(ground.desired, id));
            let later = functions.flat_map(|function| self.all(&[Act::Create, Act::Alter], function));
            edges.extend(later.map(|later| (at, later)));
        }
    }

    /// Privileges change when what they are on is as it is to be, and its owner; default privileges when everything is made.
    fn edges_of_access(&self, edges: &mut BTreeSet<(usize, usize)>) {
        const ALL: &[Act] = &[Act::Create, Act::Begin, Act::Finish, Act::Alter, Act::Reshape];
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (_, id))| is_access(id.kind)) {
            for needed in self.needs.all(id).into_iter().chain(self.kept_needs.all(id)) {
                edges.extend(self.all(ALL, needed).into_iter().map(|before| (before, at)));
                if id.kind == Kind::Grant {
                    edges.extend(self.at(Act::Alter, &ObjectId::owned(needed)).map(|before| (before, at)));
                }
            }
            if id.kind == Kind::DefaultPrivileges {
                let made =
                    self.vertices.iter().enumerate().filter(|(_, (act, _))| matches!(act, Act::Create | Act::Begin));
                edges.extend(made.map(|(before, _)| (before, at)));
            }
        }
    }

    /// A foreign key is made when only the keys that stay are there: the server takes the first that fits.
    fn edges_of_keys(&self, ground: &Ground<'a>, edges: &mut BTreeSet<(usize, usize)>) {
        let mut dropped: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (act, _))| *act == Act::Drop) {
            match ground.live(id).map(|object| &object.facts) {
                Some(Facts::Constraint(constraint))
                    if matches!(constraint.kind, ConstraintKind::Primary | ConstraintKind::Unique) =>
                {
                    dropped.entry(ground.relation_of(id)).or_default().push(at);
                }
                Some(Facts::Index(index)) if index.unique => dropped.entry(index.on.clone()).or_default().push(at),
                _ => {}
            }
        }
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (act, _))| *act == Act::Create) {
            if let Some(Facts::Constraint(constraint)) = ground.wanted(id).map(|object| &object.facts)
                && let Some(keys) = constraint.references.as_ref().and_then(|table| dropped.get(table))
            {
                edges.extend(keys.iter().map(|&before| (before, at)));
            }
        }
        // Undone, it is made again when only the keys of before are there.
        let takes_over = |id: &ObjectId| match ground.wanted(id).map(|object| &object.facts) {
            Some(Facts::Constraint(new)) if is_key(new) => {
                let table = ground.relation_of(id);
                let is_of = |old: usize| match ground.live(self.vertices[old].1).map(|object| &object.facts) {
                    Some(Facts::Constraint(old)) => old.columns == new.columns,
                    _ => false,
                };
                dropped.get(&table).is_some_and(|keys| keys.iter().any(|&old| is_of(old))).then_some(table)
            }
            _ => None,
        };
        let creations = self.vertices.iter().enumerate().filter(|(_, (act, _))| *act == Act::Create);
        let heirs: Vec<_> = creations.filter_map(|(at, (_, id))| Some((at, takes_over(id)?))).collect();
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (act, _))| *act == Act::Drop) {
            if let Some(Facts::Constraint(constraint)) = ground.live(id).map(|object| &object.facts) {
                let ties = heirs.iter().filter(|(_, table)| constraint.references.as_ref() == Some(table));
                edges.extend(ties.map(|(heir, _)| (at, *heir)));
            }
        }
    }

    /// What it needs comes first.
    fn edges_of_creation(
        &self,
        id: &ObjectId,
        at: usize,
        needed: &BTreeSet<&ObjectId>,
        edges: &mut BTreeSet<(usize, usize)>,
    ) {
        for needed in needed.iter().filter(|needed| **needed != id) {
            let before = self.all(&[Act::Create, Act::Begin, Act::Alter, Act::Reshape], needed);
            edges.extend(before.into_iter().map(|before| (before, at)));
        }
    }

    /// What it needed goes later, and what replaces it comes later.
    fn edges_of_drop(&self, ground: &Ground<'a>, id: &ObjectId, at: usize, edges: &mut BTreeSet<(usize, usize)>) {
        edges.extend(self.all(&[Act::Create, Act::Begin], id).into_iter().map(|later| (at, later)));
        let is_primary = ground.live(id).is_some_and(is_primary_key);
        // A sequence leaves its column first, and its column no longer uses it.
        let stands_alone = |needed: &&&ObjectId| !(id.kind == Kind::Sequence && needed.kind == Kind::Table);
        for needed in self.kept_needs.all(id).iter().filter(stands_alone) {
            let mut later = self.all(&[Act::Drop, Act::Reshape], needed);
            if is_primary {
                later.extend(self.at(Act::Alter, needed));
            }
            edges.extend(later.into_iter().map(|later| (at, later)));
        }
    }

    /// What it is to need exists before; what it needed goes after, unless it let go of that before.
    fn edges_of_change(&self, ground: &Ground<'a>, id: &ObjectId, at: usize, edges: &mut BTreeSet<(usize, usize)>) {
        for needed in self.needs.all(id) {
            edges.extend(self.all(&[Act::Create, Act::Begin], needed).into_iter().map(|before| (before, at)));
        }
        for needed in self.kept_needs.all(id) {
            if ground.fate(needed) == Some(Fate::Drop) && !ground.around.contains(&(id, needed)) {
                edges.extend(self.at(Act::Drop, needed).map(|later| (at, later)));
            }
        }
        if self.vertices[at].0 == Act::Reshape {
            edges.extend(self.at(Act::Alter, id).map(|before| (before, at)));
        }
    }

    /// The dependent is gone while the cause is reshaped; a table only lets go of it before.
    fn edges_around(&self, dependent: &ObjectId, cause: &ObjectId, edges: &mut BTreeSet<(usize, usize)>) {
        let before = self.all(&[Act::Drop], dependent);
        let before = if before.is_empty() { self.all(&[Act::Release], dependent) } else { before };
        let middle = self.all(&[Act::Reshape, Act::Drop], cause);
        let after = self.all(&[Act::Create, Act::Begin, Act::Finish], dependent);
        edges.extend(before.iter().flat_map(|&b| middle.iter().map(move |&m| (b, m))));
        let middle = self.all(&[Act::Reshape, Act::Create, Act::Begin], cause);
        edges.extend(after.iter().flat_map(|&a| middle.iter().map(move |&m| (m, a))));
    }

    /// The last of a cluster stands for all of it: what is before or after one is before or after that.
    fn edges_of_clusters(&self, ground: &Ground<'a>, edges: &mut BTreeSet<(usize, usize)>) {
        for cluster in &ground.clusters {
            let reshapes: Vec<usize> = cluster.iter().filter_map(|id| self.at(Act::Reshape, id)).collect();
            let Some((&last, others)) = reshapes.split_last() else { continue };
            let is_outside = |at: usize| !reshapes.contains(&at);
            let mut more: Vec<(usize, usize)> = others.iter().map(|&other| (other, last)).collect();
            for &(before, after) in edges.iter() {
                if others.contains(&before) && is_outside(after) {
                    more.push((last, after));
                }
                if others.contains(&after) && is_outside(before) {
                    more.push((before, last));
                }
            }
            edges.extend(more);
        }
    }

    /// A name is free before it is taken.
    fn edges_of_names(&self, ground: &Ground<'a>, edges: &mut BTreeSet<(usize, usize)>) {
        let mut freed: BTreeMap<(char, String), Vec<usize>> = BTreeMap::new();
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (act, _))| *act == Act::Drop) {
            for key in names_taken(ground.observed, id) {
                freed.entry(key).or_default().push(at);
            }
        }
        for (at, (_, id)) in
            self.vertices.iter().enumerate().filter(|(_, (act, _))| matches!(act, Act::Create | Act::Begin))
        {
            for key in names_taken(ground.desired, id) {
                edges.extend(freed.get(&key).into_iter().flatten().map(|&before| (before, at)));
            }
        }
    }

    /// What is altered after what it is to need was altered, wherever no circle forbids it.
    fn softened(&self) -> BTreeSet<(usize, usize)> {
        let mut edges = BTreeSet::new();
        for (at, (act, id)) in self.vertices.iter().enumerate() {
            match act {
                Act::Alter | Act::Reshape => {
                    for needed in self.needs.all(id) {
                        edges.extend(
                            self.all(&[Act::Alter, Act::Reshape], needed).into_iter().map(|before| (before, at)),
                        );
                    }
                }
                Act::Create => {
                    for needed in self.needs.all(id) {
                        edges.extend(self.at(Act::Finish, needed).map(|before| (before, at)));
                    }
                }
                _ => {}
            }
        }
        edges
    }

    /// Joins what must not be seen half done, and whatever would have to stand between, then orders all.
    fn grouped(&self, ground: &Ground<'a>, edges: &[(usize, usize)]) -> Result<Vec<Vec<Vertex<'a>>>, Refusal> {
        let mut inner = Graph::new(self.vertices.len());
        edges.iter().for_each(|&(before, after)| inner.edge(before, after));
        let rank = |at: usize| self.rank(ground, at);
        let order = inner.order(rank).map_err(|circle| self.circle(&circle))?;
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(index, &at)| place[at] = index);

        let mut sets = self.joined(ground);
        loop {
            let mut outer = Graph::new(self.vertices.len());
            for &(before, after) in edges {
                outer.edge(sets.of(before), sets.of(after));
            }
            let components = outer.components();
            let mut first: BTreeMap<usize, usize> = BTreeMap::new();
            let mut changed = false;
            for at in 0..self.vertices.len() {
                let root = sets.of(at);
                let known = *first.entry(components[root]).or_insert(root);
                if sets.of(known) != root {
                    sets.join(known, root);
                    changed = true;
                }
            }
            if changed {
                continue;
            }
            let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            order.iter().for_each(|&at| members.entry(sets.of(at)).or_default().push(at));
            let ranks: BTreeMap<usize, _> = members
                .iter()
                .map(|(root, all)| (*root, all.iter().map(|&at| self.group_rank(ground, at, all.len())).min()))
                .collect();
            let groups = outer.order(|at| ranks.get(&at).cloned().flatten()).map_err(|circle| self.circle(&circle))?;
            return Ok(groups
                .into_iter()
                .filter_map(|root| members.get(&root))
                .map(|all| all.iter().map(|&at| self.vertices[at]).collect())
                .collect());
        }
    }

    fn joined(&self, ground: &Ground<'a>) -> Sets {
        let mut sets = Sets::new(self.vertices.len());
        let mut join = |vertices: Vec<usize>| vertices.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        for (id, fate) in &ground.fates {
            if *fate == Fate::Replace {
                join(self.all(&[Act::Drop, Act::Create, Act::Begin, Act::Finish], id));
            }
        }
        let come_back = [Act::Release, Act::Drop, Act::Create, Act::Begin, Act::Finish];
        for (dependent, cause) in &ground.around {
            let mut vertices = self.all(&come_back, dependent);
            if ground.released.contains_key(dependent) && ground.fate(cause) == Some(Fate::Replace) {
                vertices.extend(self.at(Act::Alter, dependent));
            }
            let is_back = ground.fate(dependent) == Some(Fate::Replace) || ground.released.contains_key(dependent);
            if is_back && ground.fate(cause) != Some(Fate::Drop) {
                let middle = if ground.fate(cause) == Some(Fate::Replace) {
                    [Act::Drop, Act::Create]
                } else {
                    [Act::Reshape, Act::Reshape]
                };
                vertices.extend(self.all(&middle, cause));
                join(vertices);
            }
        }
        for cluster in &ground.clusters {
            join(cluster.iter().filter_map(|id| self.at(Act::Reshape, id)).collect());
        }
        let mut on: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, (_, id)) in self.vertices.iter().enumerate().filter(|(_, (_, id))| id.kind == Kind::Grant) {
            on.entry((&id.schema, &id.of, &id.arguments)).or_default().push(at);
        }
        on.into_values().for_each(&mut join);
        for (table, of) in &ground.untyped {
            let mut vertices = self.all(&[Act::Release, Act::Alter, Act::Reshape], table);
            vertices.extend(self.all(&[Act::Alter, Act::Reshape], of));
            join(vertices);
        }
        for child in ground.detached.keys() {
            join(self.all(&[Act::Release, Act::Alter, Act::Drop], child));
        }
        sets
    }

    fn rank(&self, ground: &Ground<'a>, at: usize) -> (u8, u8, &'a ObjectId) {
        let (act, id) = self.vertices[at];
        let rank = rank_of(ground.wanted(id).or_else(|| ground.live(id)));
        match act {
            Act::Release => (0, rank, id),
            Act::Create | Act::Begin | Act::Finish => (1, rank, id),
            Act::Alter => (2, rank, id),
            Act::Reshape => (3, rank, id),
            Act::Drop => (4, u8::MAX - rank, id),
        }
    }

    /// A group that replaces something ranks with the changes; what only makes or only drops by what it is.
    fn group_rank(&self, ground: &Ground<'a>, at: usize, size: usize) -> (u8, u8, &'a ObjectId) {
        let (phase, rank, id) = self.rank(ground, at);
        if size > 1 { (CHANGES, rank, id) } else { (phase, rank, id) }
    }

    fn circle(&self, circle: &[usize]) -> Refusal {
        let objects: Vec<_> = circle.iter().map(|&at| self.vertices[at].1.to_string()).collect();
        let mut seen = BTreeSet::new();
        Refusal::Circle { objects: objects.into_iter().filter(|object| seen.insert(object.clone())).collect() }
    }
}

fn acts(ground: &Ground<'_>, needs: &Needs<'_>, id: &ObjectId, fate: Fate) -> Vec<Act> {
    let creation = if needs.is_split(id) && (id.kind == Kind::Sequence || !ground.restored.contains_key(id)) {
        vec![Act::Begin, Act::Finish]
    } else {
        vec![Act::Create]
    };
    match fate {
        Fate::Create => creation,
        Fate::Drop => vec![Act::Drop],
        Fate::Ride => Vec::new(),
        Fate::Alter if ground.reshapes.contains_key(id) || ground.retyped.contains(id) => {
            vec![Act::Alter, Act::Reshape]
        }
        Fate::Alter => vec![Act::Alter],
        Fate::Replace => std::iter::once(Act::Drop).chain(creation).collect(),
    }
}

fn is_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Primary | ConstraintKind::Unique)
}

fn is_primary_key(object: &Object) -> bool {
    matches!(&object.facts, Facts::Constraint(constraint) if constraint.kind == ConstraintKind::Primary)
}

/// The names that an object holds: relations, types, routines and parts of a relation have each a space of their own.
fn names_taken(database: &Database, id: &ObjectId) -> Vec<(char, String)> {
    let within = ObjectId { of: None, ..id.clone() }.dotted();
    match id.kind {
        Kind::Table
        | Kind::VirtualTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::ForeignTable
        | Kind::Composite => {
            vec![('r', within.clone()), ('t', within)]
        }
        Kind::Sequence | Kind::Index => vec![('r', within)],
        Kind::Enum | Kind::Domain | Kind::Range | Kind::ShellType => vec![('t', within)],
        Kind::Function | Kind::Procedure | Kind::Aggregate => vec![('f', within)],
        Kind::Constraint => match database.get(id).map(|object| &object.facts) {
            Some(Facts::Constraint(constraint))
                if matches!(
                    constraint.kind,
                    ConstraintKind::Primary | ConstraintKind::Unique | ConstraintKind::Exclusion
                ) =>
            {
                vec![('r', within)]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
