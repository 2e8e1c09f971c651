//! What holds no rows: views, triggers, routines, packages, events, and the options of sequences.

use schema::object::{Program, Sequence, View, mysql};
use schema::{Facts, Kind, Object, ObjectId};

use super::draft::{Scene, owner};
use super::render;
use super::sql::{ident, literal};
use super::step::Piece;
use super::trigger;
use crate::hazard::HazardCode;
use crate::lock::Lock;

/// Drops it.
pub(super) fn drop(object: &Object) -> Piece {
    let mut undo = render::create(object);
    undo.extend(render::grants(object));
    let message = format!("what uses {} stops working", object.id);
    let is_used = !matches!(object.id.kind, Kind::Event | Kind::Trigger);
    Piece::new(&object.id, format!("drop {}", object.id), dropped(object), undo)
        .lock(Lock::Metadata)
        .hazard_if(is_used, HazardCode::BackwardIncompatible, message)
        .hazard_if(!is_used, HazardCode::Correctness, format!("{} no longer acts", object.id))
}

/// The statements that drop it; those of packages are read in their own mode only.
fn dropped(object: &Object) -> Vec<String> {
    let drop = vec![render::drop(&object.id)];
    match (&object.facts, object.id.kind) {
        (Facts::Program(program), Kind::Package | Kind::PackageBody) => render::in_context(object, Some(program), drop),
        _ => drop,
    }
}

/// A new object with the definer that the old one has.
fn like(old: &Object, new: &Object) -> Object {
    let mut object = new.clone();
    object.grants.retain(|text| !text.starts_with(mysql::DEFINER) && !text.starts_with("GRANT "));
    object.grants.splice(0..0, old.grants.iter().filter(|text| text.starts_with(mysql::DEFINER)).cloned());
    object.grants.extend(render::grants(old).into_iter().map(Into::into));
    object
}

/// Views that come or change, each after those that it shows.
pub(super) fn views(scene: &Scene<'_>) -> Vec<Piece> {
    let come = scene.added.values().copied().chain(scene.changed.values().map(|(_, new)| *new));
    let views: Vec<&Object> = come.filter(|object| object.id.kind == Kind::View).collect();
    let ordered = render::in_order(scene.situation.desired, views);
    ordered.into_iter().filter_map(|object| view(scene, object)).collect()
}

fn view(scene: &Scene<'_>, object: &Object) -> Option<Piece> {
    let Facts::View(new) = &object.facts else { return None };
    let written =
        |object: &Object, view: &View| render::in_context(object, None, vec![render::create_view(object, view, true)]);
    let Some((old, _)) = scene.changed.get(&object.id) else {
        return Some(Piece::new(
            &object.id,
            format!("create {}", object.id),
            render::create(object),
            vec![render::drop(&object.id)],
        ));
    };
    let Facts::View(before) = &old.facts else { return None };
    let piece = Piece::new(
        &object.id,
        format!("replace {}", object.id),
        written(&like(old, object), new),
        written(old, before),
    );
    Some(
        piece.lock(Lock::Metadata).hazard(HazardCode::Correctness, format!("{} answers with another query", object.id)),
    )
}

const fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure | Kind::Package | Kind::PackageBody)
}

/// Routines and packages that come or change.
pub(super) fn routines(scene: &Scene<'_>) -> Vec<Piece> {
    programs(scene, &is_routine)
}

/// Events that come or change.
pub(super) fn events(scene: &Scene<'_>) -> Vec<Piece> {
    programs(scene, &|kind| kind == Kind::Event)
}

fn programs(scene: &Scene<'_>, is_wanted: &dyn Fn(Kind) -> bool) -> Vec<Piece> {
    let come = scene.added.values().copied().chain(scene.changed.values().map(|(_, new)| *new));
    let wanted: Vec<&Object> =
        come.filter(|object| is_wanted(object.id.kind) && !goes_with_package(scene, object)).collect();
    let ordered = render::in_order(scene.situation.desired, wanted);
    ordered.into_iter().flat_map(|object| one(scene, object)).collect()
}

/// Whether it is the body of a package that is replaced: both are one step, since neither fits the other's old form.
fn goes_with_package(scene: &Scene<'_>, object: &Object) -> bool {
    let package = ObjectId { kind: Kind::Package, ..object.id.clone() };
    object.id.kind == Kind::PackageBody
        && scene.changed.contains_key(&package)
        && scene.changed.contains_key(&object.id)
}

fn one(scene: &Scene<'_>, object: &Object) -> Vec<Piece> {
    let Some((old, _)) = scene.changed.get(&object.id) else {
        let create = render::create(object);
        return vec![Piece::new(&object.id, format!("create {}", object.id), create, dropped(object))];
    };
    let new = like(old, object);
    if scene.server.is_mariadb() {
        let (there, back) = (replaced(scene, &new, true), replaced(scene, old, false));
        let piece = Piece::new(&object.id, format!("replace {}", object.id), there, back);
        return vec![piece.hazard(HazardCode::Correctness, format!("{} does something else", object.id))];
    }
    vec![drop(old).hazard(HazardCode::Correctness, format!("for a moment there is no {}", object.id)), {
        let mut create = render::create(&new);
        create.extend(render::grants(old));
        Piece::new(&object.id, format!("create {} as it is to be", object.id), create, vec![render::drop(&object.id)])
    }]
}

/// `CREATE OR REPLACE` with what that takes away: privileges, and the body of a package.
fn replaced(scene: &Scene<'_>, object: &Object, is_new: bool) -> Vec<String> {
    let mut statements = replace(object);
    if object.id.kind == Kind::Package {
        let body = ObjectId { kind: Kind::PackageBody, ..object.id.clone() };
        let database = if is_new { scene.situation.desired } else { scene.situation.observed };
        let both = scene.situation.observed.get(&body).and(scene.situation.desired.get(&body));
        statements.extend(database.get(&body).filter(|_| both.is_some()).map(replace).unwrap_or_default());
    }
    statements.extend(render::grants(object));
    statements
}

fn replace(object: &Object) -> Vec<String> {
    let Facts::Program(program) = &object.facts else { return Vec::new() };
    render::in_context(object, Some(program), vec![render::create_program(object, program, true)])
}

/// What a sequence counts by, and what it is stored in and said to be: each is a statement of its own.
pub(super) fn change_sequence(old: &Object, before: &Sequence, new: &Object, after: &Sequence) -> Vec<Piece> {
    let name = ident(&new.id.name);
    let piece = |statement: &dyn Fn(&Object, &Sequence) -> String| {
        Piece::new(&new.id, format!("alter {}", new.id), vec![statement(new, after)], vec![statement(old, before)])
            .lock(Lock::Metadata)
    };
    let count = |_: &Object, sequence: &Sequence| format!("ALTER SEQUENCE {name} {}", sequence.options);
    let table = |object: &Object, sequence: &Sequence| {
        let engine =
            sequence.settings.get(mysql::ENGINE).map(|engine| format!("ENGINE={engine}, ")).unwrap_or_default();
        format!("ALTER TABLE {name} {engine}COMMENT={}", literal(object.comment.as_deref().unwrap_or_default()))
    };
    let message = format!("{} counts in another way", new.id);
    let counts = (before.options != after.options).then(|| piece(&count).hazard(HazardCode::Correctness, message));
    let is_stored_otherwise = before.settings != after.settings || old.comment != new.comment;
    counts.into_iter().chain(is_stored_otherwise.then(|| piece(&table))).collect()
}

/// What becomes of the triggers of one table, time and event.
struct Chain {
    /// Those that stay where they are, in order; MariaDB replaces one in its place.
    stay: Vec<ObjectId>,
    wanted: Vec<ObjectId>,
}

impl Chain {
    fn of(scene: &Scene<'_>, table: &schema::Ident, moment: &str) -> Self {
        let (observed, desired) = (scene.situation.observed, scene.situation.desired);
        let wanted = trigger::fired(desired, table, moment);
        let mut stay = Vec::new();
        let mut from = 0;
        for id in trigger::fired(observed, table, moment) {
            let place = wanted.iter().skip(from).position(|other| *other == id).map(|at| from + at);
            if let Some(at) = place.filter(|_| scene.server.is_mariadb() || is_same(scene, &id)) {
                stay.push(id);
                from = at + 1;
            }
        }
        Self { stay, wanted }
    }

    /// Where a trigger stands among those that are there when it is made.
    fn place(&self, id: &ObjectId) -> Option<String> {
        let at = self.wanted.iter().position(|other| other == id)?;
        if let Some(before) = at.checked_sub(1).and_then(|before| self.wanted.get(before)) {
            return Some(format!("FOLLOWS {}", ident(&before.name)));
        }
        let next = self.wanted[at + 1..].iter().find(|other| self.stay.contains(other));
        next.map(|next| format!("PRECEDES {}", ident(&next.name)))
    }
}

/// Whether a trigger does the same, wherever it stands.
fn is_same(scene: &Scene<'_>, id: &ObjectId) -> bool {
    let facts = |object: Option<&Object>| match object.map(|object| &object.facts) {
        Some(Facts::Program(program)) => {
            let mut program = program.clone();
            program.settings.remove(mysql::FOLLOWS);
            Some(program)
        }
        _ => None,
    };
    facts(scene.situation.observed.get(id)) == facts(scene.situation.desired.get(id))
}

/// The tables, times and events whose triggers differ.
fn chains(scene: &Scene<'_>) -> Vec<(schema::Ident, String)> {
    let all = scene.added.values().chain(scene.removed.values()).copied();
    let all = all.chain(scene.changed.values().flat_map(|(old, new)| [*old, *new]));
    let mut chains: Vec<(schema::Ident, String)> = all
        .filter(|object| object.id.kind == Kind::Trigger)
        .filter_map(|object| match &object.facts {
            Facts::Program(program) => Some((object.id.of.clone()?, trigger::moment(program))),
            _ => None,
        })
        .collect();
    chains.sort();
    chains.dedup();
    chains
}

/// Triggers that go, or must be made again elsewhere among the others.
pub(super) fn drop_triggers(scene: &Scene<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (table, moment) in chains(scene) {
        let chain = Chain::of(scene, &table, &moment);
        let mut live = trigger::fired(scene.situation.observed, &table, &moment);
        for id in live.clone().iter().rev().filter(|id| !chain.stay.contains(id)) {
            let at = live.iter().position(|other| other == id).unwrap_or_default();
            let place = match at.checked_sub(1).and_then(|before| live.get(before)) {
                Some(before) => Some(format!("FOLLOWS {}", ident(&before.name))),
                None => live.get(at + 1).map(|next| format!("PRECEDES {}", ident(&next.name))),
            };
            let Some((object, program)) = program_of(scene.situation.observed.get(id)) else { continue };
            let back = render::in_context(
                object,
                Some(program),
                vec![trigger::placed(&render::create_program(object, program, false), place)],
            );
            let is_gone = scene.removed.contains_key(id);
            let summary = if is_gone { format!("drop {id}") } else { format!("drop {id} until it is made again") };
            let message = format!("{id} no longer acts");
            let piece = Piece::new(id, summary, vec![render::drop(id)], back).lock(Lock::Metadata);
            pieces.push(piece.hazard(HazardCode::Correctness, message));
            live.remove(at);
        }
    }
    pieces
}

fn program_of(object: Option<&Object>) -> Option<(&Object, &Program)> {
    match object.map(|object| (object, &object.facts)) {
        Some((object, Facts::Program(program))) => Some((object, program)),
        _ => None,
    }
}

/// Triggers that come, each at its place.
pub(super) fn triggers(scene: &Scene<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (table, moment) in chains(scene) {
        let chain = Chain::of(scene, &table, &moment);
        for id in &chain.wanted {
            let stays = chain.stay.contains(id);
            if !(stays && is_same(scene, id)) {
                pieces.extend(placed(scene, id, chain.place(id), stays));
            }
        }
    }
    pieces
}

/// A trigger that is made at its place, or replaced there.
fn placed(scene: &Scene<'_>, id: &ObjectId, place: Option<String>, replaces: bool) -> Option<Piece> {
    let (object, program) = program_of(scene.situation.desired.get(id))?;
    let live = scene.situation.observed.get(id);
    let made = |object: &Object, program: &Program| {
        let statement = trigger::placed(&render::create_program(object, program, replaces), place.clone());
        render::in_context(object, Some(program), vec![statement])
    };
    let statements = live.map_or_else(|| made(object, program), |old| made(&like(old, object), program));
    let undo = match program_of(live).filter(|_| replaces) {
        Some((object, program)) => made(object, program),
        None => vec![render::drop(id)],
    };
    let verb = if replaces { "replace" } else { "create" };
    let piece = Piece::new(id, format!("{verb} {id}"), statements, undo).lock(Lock::Metadata);
    Some(piece.hazard(HazardCode::Correctness, format!("{id} acts on every write of {}", owner(id))))
}
