//! Steps of views, indexes and triggers: they hold nothing, so that they are dropped and created.

use std::collections::BTreeSet;

use schema::{Facts, Kind, Object, ObjectId};

use super::draft::{Drafting, made};
use super::guard::counting;
use super::render::{self, quoted, text};
use super::shape;
use super::step::{With, plain};
use super::tokens::folded;
use crate::hazard::{Hazard, HazardCode};
use crate::step::{Guard, Step};

/// The statement that drops a view, index or trigger.
pub(super) fn drop_part(object: &Object) -> String {
    format!("DROP {} {}", object.id.kind.words().to_ascii_uppercase(), quoted(&object.id.name))
}

/// Drops triggers, views and indexes that are gone; those of tables that are gone go with their table.
pub(super) fn drop_removed(drafting: &mut Drafting<'_>) {
    let gone: Vec<&Object> = drafting.differences.removed.values().copied().collect();
    let tables: BTreeSet<String> = gone
        .iter()
        .filter(|object| matches!(object.id.kind, Kind::Table | Kind::VirtualTable))
        .map(|object| folded(&object.id.name))
        .collect();
    let table_is_gone = |name: &schema::Ident| tables.contains(&folded(name));
    for kind in [Kind::Trigger, Kind::View, Kind::Index] {
        for object in gone.iter().filter(|object| object.id.kind == kind) {
            let owner = match &object.facts {
                Facts::Index(index) => Some(&index.on.name),
                _ => object.id.of.as_ref(),
            };
            if owner.is_some_and(table_is_gone) {
                continue;
            }
            let summary = format!("drop {}", object.id);
            let step = plain(
                summary,
                &object.id,
                vec![drop_part(object)],
                render::create(object),
                drafting.situation.timeouts,
            );
            drafting.steps.push(step.hazards([dropped(object)]));
        }
    }
}

fn dropped(object: &Object) -> Hazard {
    let name = object.id.name.as_str();
    match object.id.kind {
        Kind::View => Hazard::new(HazardCode::BackwardIncompatible, format!("view `{name}` disappears")),
        Kind::Index => Hazard::new(HazardCode::IndexDropped, format!("queries that used `{name}` may become slow")),
        _ => Hazard::new(HazardCode::Correctness, format!("trigger `{name}` no longer acts")),
    }
}

/// Replaces what changed and creates what is new: indexes, then views, then triggers.
pub(super) fn replace_and_create(drafting: &mut Drafting<'_>) {
    for kind in [Kind::Index, Kind::View, Kind::Trigger] {
        let changed: Vec<(&Object, &Object)> =
            drafting.differences.changed.iter().filter(|(old, _)| old.id.kind == kind).copied().collect();
        for (old, new) in changed {
            if !drafting.covered.contains(&new.id) {
                let step = replace(drafting, old, new);
                drafting.steps.push(step);
            }
        }
        let added: Vec<&Object> =
            drafting.differences.added.values().copied().filter(|object| object.id.kind == kind).collect();
        for object in added {
            let summary = format!("create {}", object.id);
            let step = plain(
                summary,
                &object.id,
                render::create(object),
                vec![drop_part(object)],
                drafting.situation.timeouts,
            );
            let step = if is_on_new_table(drafting, object) {
                step
            } else {
                step.hazards(created(object)).guards(unique_guard(object))
            };
            drafting.steps.push(step);
        }
    }
}

/// A view takes its triggers with it: they are made again.
fn replace<'a>(drafting: &mut Drafting<'a>, old: &'a Object, new: &'a Object) -> Step {
    let (mut live, mut coming) = (Vec::new(), Vec::new());
    if new.id.kind == Kind::View {
        live = drafting.live_parts(&old.id.name);
        coming = drafting.coming_parts(&old.id.name);
        drafting.covered.extend(coming.iter().map(|part| &part.id));
    }
    let mut statements = vec![drop_part(old)];
    statements.extend(render::create(new));
    statements.extend(made(&coming));
    let mut undo = vec![drop_part(new)];
    undo.extend(render::create(old));
    undo.extend(made(&live));
    let name = new.id.name.as_str();
    let hazard = match new.id.kind {
        Kind::View => Hazard::new(HazardCode::Correctness, format!("view `{name}` answers otherwise")),
        Kind::Index => Hazard::new(HazardCode::IndexDropped, format!("index `{name}` is replaced")),
        _ => Hazard::new(HazardCode::Correctness, format!("trigger `{name}` acts otherwise")),
    };
    plain(format!("replace {}", new.id), &new.id, statements, undo, drafting.situation.timeouts)
        .hazards([hazard])
        .hazards(created(new))
        .guards(unique_guard(new))
}

/// What hangs on a table that the plan itself creates endangers nobody.
fn is_on_new_table(drafting: &Drafting<'_>, object: &Object) -> bool {
    let owner = match &object.facts {
        Facts::Index(index) => Some(&index.on.name),
        _ => object.id.of.as_ref(),
    };
    let added = |name: &schema::Ident| {
        let table = ObjectId::new(Kind::Table, None, name.clone());
        drafting.differences.added.contains_key(&table) && !drafting.brought_back.contains(&table)
    };
    owner.is_some_and(added)
}

fn created(object: &Object) -> Vec<Hazard> {
    let name = object.id.name.as_str();
    match &object.facts {
        Facts::Index(index) => {
            let on = index.on.name.as_str();
            let mut hazards = vec![Hazard::new(HazardCode::IndexBuild, format!("index `{name}` is built over `{on}`"))];
            if index.unique {
                hazards.push(Hazard::new(
                    HazardCode::DataDependent,
                    format!("`{name}` fails where `{on}` has duplicates; a guard looks first"),
                ));
            }
            hazards
        }
        Facts::Defined { .. } if object.id.kind == Kind::Trigger => {
            vec![Hazard::new(HazardCode::Correctness, format!("trigger `{name}` acts on every write"))]
        }
        _ => Vec::new(),
    }
}

/// Looks for duplicates in the live table before a unique index is built.
fn unique_guard(object: &Object) -> Vec<Guard> {
    let Facts::Index(index) = &object.facts else { return Vec::new() };
    if !index.unique {
        return Vec::new();
    }
    let parts = shape::key_parts(&index.definition);
    let present: Vec<String> = parts.iter().map(|part| format!("({}) IS NOT NULL", part.text)).collect();
    let condition = index.definition.split_once(") WHERE ").map(|(_, condition)| format!(" AND ({condition})"));
    let grouped: Vec<String> = parts
        .iter()
        .map(|part| match &part.collation {
            Some(collation) => format!("{} COLLATE {collation}", part.text),
            None => part.text.clone(),
        })
        .collect();
    let table = index.on.name.as_str();
    let rows = format!(
        "(SELECT 1 FROM {} WHERE {}{} GROUP BY {} HAVING count(*) > 1)",
        quoted(&index.on.name),
        present.join(" AND "),
        condition.unwrap_or_default(),
        grouped.join(", ")
    );
    let name = text(object.id.name.as_str());
    vec![counting(
        &rows,
        format!(
            "keys occur more than once in `{table}` and would break the unique index {name}; remove the duplicates with a changelist"
        ),
    )]
}
