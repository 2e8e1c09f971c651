//! A whole database as statements, in an order that works on an empty one.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::ConstraintKind;
use schema::{Database, Facts, Kind, Object, ObjectId};

use super::needs::Needs;
use super::render;
use crate::graph::Graph;

/// Bodies of functions are not looked into while what they speak of may still be missing.
pub(super) const BODIES_UNCHECKED: &str = "SET check_function_bodies = off";

/// The same for one transaction only.
pub(super) const BODIES_UNCHECKED_HERE: &str = "SET LOCAL check_function_bodies = off";

/// Every statement that builds the database from nothing.
pub(crate) fn build(database: &Database) -> Vec<String> {
    let ids: BTreeSet<&ObjectId> = database.objects.keys().collect();
    let mut statements = Vec::new();
    if ids.iter().any(|id| matches!(id.kind, Kind::Function | Kind::Procedure)) {
        statements.push(BODIES_UNCHECKED.to_owned());
    }
    statements.extend(creation(database, &ids));
    statements
}

/// The statements that create some objects of a database, each after what it needs.
pub(super) fn creation(database: &Database, ids: &BTreeSet<&ObjectId>) -> Vec<String> {
    let needs = Needs::of(database, ids);
    let mut parts: Vec<(&ObjectId, bool)> = ids.iter().map(|id| (*id, false)).collect();
    parts.extend(ids.iter().filter(|id| needs.is_split(id)).map(|id| (*id, true)));
    let index: BTreeMap<(&ObjectId, bool), usize> = parts.iter().enumerate().map(|(at, part)| (*part, at)).collect();
    let mut graph = Graph::new(parts.len());
    for (at, (id, is_late)) in parts.iter().enumerate() {
        let needed = if *is_late { needs.all(id) } else { needs.early(id) };
        for before in needed.into_iter().filter_map(|needed| index.get(&(needed, false))) {
            graph.edge(*before, at);
        }
        if *is_late {
            graph.edge(index[&(*id, false)], at);
        }
    }
    let rank = |at: usize| (rank_of(database.get(parts[at].0)), parts[at].1);
    // A circle that cannot be cut is the planner's to refuse; here its members come in the order of ranks.
    let order = graph.order(rank).unwrap_or_else(|_| {
        let mut order: Vec<_> = (0..parts.len()).collect();
        order.sort_by_key(|&at| rank(at));
        order
    });
    order.into_iter().flat_map(|at| statements_of(database, &needs, parts[at])).collect()
}

fn statements_of(database: &Database, needs: &Needs<'_>, (id, is_late): (&ObjectId, bool)) -> Vec<String> {
    let Some(object) = database.get(id) else { return Vec::new() };
    match (needs.is_split(id), is_late, &object.facts) {
        (_, _, Facts::Extension { schema }) => vec![render::create_extension(database, id, schema)],
        (false, ..) => render::create(object),
        (true, true, _) => render::create_late(object),
        (true, false, Facts::View(view)) => {
            let mut statements = vec![render::placeholder(id, view)];
            statements.extend(render::create(object).into_iter().skip(1));
            statements
        }
        (true, false, _) => render::create_early(object),
    }
}

/// Which of the objects that may come next comes first.
pub(super) fn rank_of(object: Option<&Object>) -> u8 {
    let Some(object) = object else { return u8::MAX };
    if let Facts::Constraint(constraint) = &object.facts
        && constraint.kind == ConstraintKind::Foreign
    {
        return 14;
    }
    match object.id.kind {
        Kind::Schema => 0,
        Kind::Extension => 1,
        Kind::Collation | Kind::Conversion => 2,
        Kind::TextSearchParser
        | Kind::TextSearchTemplate
        | Kind::TextSearchDictionary
        | Kind::TextSearchConfiguration => 2,
        Kind::ForeignDataWrapper | Kind::Server | Kind::UserMapping => 2,
        Kind::ShellType | Kind::BaseType | Kind::Language | Kind::AccessMethod => 2,
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range => 2,
        Kind::Sequence => 3,
        Kind::Table | Kind::VirtualTable | Kind::ForeignTable => 4,
        Kind::Function | Kind::Procedure | Kind::Package | Kind::PackageBody => 5,
        Kind::Transform => 5,
        Kind::Aggregate | Kind::Cast | Kind::Operator | Kind::OperatorFamily | Kind::OperatorClass => 6,
        Kind::Constraint => 7,
        Kind::Index | Kind::Statistics => 8,
        Kind::View => 9,
        Kind::MaterializedView => 10,
        Kind::Rule => 11,
        Kind::Trigger => 12,
        Kind::Policy | Kind::Event => 13,
        Kind::Publication => 15,
        // It is said when the extension is created.
        Kind::ExtensionVersion => 0,
        Kind::Owner => 16,
        Kind::Grant | Kind::DefaultPrivileges => 17,
        // It watches whatever comes after it.
        Kind::EventTrigger => 18,
    }
}

/// The statements that drop some objects of a database, each before what it needs.
pub(super) fn demolition(database: &Database, ids: &BTreeSet<&ObjectId>) -> Vec<String> {
    let needs = Needs::of(database, &BTreeSet::new());
    let list: Vec<&ObjectId> = ids.iter().copied().collect();
    let index: BTreeMap<&ObjectId, usize> = list.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut graph = Graph::new(list.len());
    for (at, id) in list.iter().enumerate() {
        needs.all(id).into_iter().filter_map(|needed| index.get(needed)).for_each(|&later| graph.edge(at, later));
    }
    let rank = |at: usize| u8::MAX - rank_of(database.get(list[at]));
    let order = graph.order(rank).unwrap_or_else(|_| (0..list.len()).rev().collect());
    order.into_iter().map(|at| render::drop(list[at])).collect()
}
