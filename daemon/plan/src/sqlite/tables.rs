//! Steps of tables and virtual tables.

use schema::object::Table;
use schema::{Kind, Object};

use super::aside;
use super::change::Change;
use super::copy::Named;
use super::draft::{Drafting, indexes, made};
use super::guard::{Written, guards, guards_of_added};
use super::keep;
use super::rebuild;
use super::render::{self, quoted};
use super::shape::{self, column_states};
use super::step::{With, plain};
use super::virtual_table;
use crate::hazard::{Hazard, HazardCode};
use crate::snapshot::{Keep, KeepKind};
use crate::step::{Step, Undo};

fn drop_table(object: &Object) -> String {
    format!("DROP TABLE {}", quoted(&object.id.name))
}

const fn is_table(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::VirtualTable)
}

/// Drops tables that are gone; early those whose name is wanted, the others late. Children go before their parents.
pub(super) fn drop_removed(drafting: &mut Drafting<'_>, early: bool) {
    let removed = drafting.differences.removed.values().copied();
    let mut waiting: Vec<&Object> = removed
        .filter(|object| is_table(object.id.kind) && drafting.differences.wants_name(&object.id.name) == early)
        .collect();
    while !waiting.is_empty() {
        let needed = |object: &Object| waiting.iter().any(|other| other.depends_on.contains(&object.id));
        let next = waiting.iter().position(|object| !needed(object)).unwrap_or(0);
        let object = waiting.remove(next);
        let step = drop_one(drafting, object);
        drafting.steps.push(step);
    }
}

fn drop_one(drafting: &Drafting<'_>, object: &Object) -> Step {
    let keep = aside::keep(object, drafting.situation.desired.digest());
    let parts = drafting.observed_parts(&object.id.name);
    let gone: Vec<&Object> =
        parts.into_iter().filter(|part| drafting.differences.removed.contains_key(&part.id)).collect();
    let mut statements: Vec<String> = gone.iter().rev().map(|part| super::parts::drop_part(part)).collect();
    statements.extend(aside::aside(object, &keep));
    let mut undo = aside::back(object, &keep);
    undo.extend(made(&gone));
    let name = object.id.name.as_str();
    let hazard = Hazard::new(
        HazardCode::DataLoss,
        format!("{} `{name}` disappears with its rows, which are moved aside", object.id.kind),
    );
    plain(format!("drop {}", object.id), &object.id, statements, undo, drafting.situation.timeouts)
        .hazards([hazard])
        .keeps(vec![keep])
}

/// Creates tables that are new, or brings back the one that was kept.
pub(super) fn create_added<'a>(drafting: &mut Drafting<'a>) {
    let mut added: Vec<&'a Object> =
        drafting.differences.added.values().copied().filter(|object| is_table(object.id.kind)).collect();
    added.sort_by_key(|object| render::rank(object.id.kind));
    for object in added {
        let kept = keep::find(drafting.situation.kept, KeepKind::Table, &object.id, None, object.digest());
        let timeouts = drafting.situation.timeouts;
        let step = match kept {
            Some(keep) => {
                drafting.brought_back.insert(&object.id);
                bring_back(object, keep, timeouts)
            }
            None => plain(
                format!("create {}", object.id),
                &object.id,
                render::create(object),
                vec![drop_table(object)],
                timeouts,
            ),
        };
        drafting.steps.push(step);
    }
}

fn bring_back(object: &Object, keep: &Keep, timeouts: crate::step::Timeouts) -> Step {
    let summary = format!("bring back {} with the rows that were kept", object.id);
    let mut step =
        plain(summary, &object.id, aside::back(object, keep), Vec::new(), timeouts).restores(vec![keep.clone()]);
    step.undo = Undo::Snapshot { statements: aside::aside(object, keep) };
    step
}

/// Changes a table: columns are added in place where SQLite can do all of it in place, else it is rebuilt.
pub(super) fn change<'a>(drafting: &mut Drafting<'a>, change: &Change<'a>) {
    if change.needs_rebuild() {
        rebuild_table(drafting, change);
        return;
    }
    let (old, new, sources) = (change.old, change.new, super::copy::sources(change.old, change.new));
    let written = Written { old, new, sources: &sources, desired: drafting.situation.desired };
    for column in change.added() {
        let table = quoted(change.new.name);
        let forward = format!("ALTER TABLE {table} ADD COLUMN {}", render::column(column));
        let name = column.name.as_str();
        let back = if column_states(column, "REFERENCES") {
            undo_added_reference(drafting, change, column)
        } else {
            vec![format!("ALTER TABLE {table} DROP COLUMN {}", quoted(&column.name))]
        };
        let summary = format!("add column {name} to {}", change.new_id);
        let guards = guards_of_added(written, column);
        let checked = (!guards.is_empty()).then(|| {
            let what =
                format!("rows of `{}` must obey the new column's checks; a guard looks first", old.name.as_str());
            Hazard::new(HazardCode::DataDependent, what)
        });
        let step = plain(summary, change.new_id, vec![forward], back, drafting.situation.timeouts);
        drafting.steps.push(step.guards(guards).hazards(checked));
    }
}

/// A column with a foreign key is not dropped in place: its table is rebuilt without it.
fn undo_added_reference(drafting: &Drafting<'_>, change: &Change<'_>, column: &schema::object::Column) -> Vec<String> {
    let added = change.added();
    let upto = added.iter().position(|other| other.name == column.name).unwrap_or_default();
    let mut before = change.old.table.clone();
    before.columns.extend(added[..upto].iter().map(|column| (*column).clone()));
    let mut after = before.clone();
    after.columns.push(column.clone());
    let from = Named { name: change.new.name, table: &after };
    let to = Named { name: change.old.name, table: &before };
    rebuild::statements(from, to, &super::copy::sources(from, to), made(&drafting.live_parts(change.old.name)))
}

fn rebuild_table<'a>(drafting: &mut Drafting<'a>, change: &Change<'a>) {
    let (old, new) = (change.old, change.new);
    let mut values = change.values();
    let live = drafting.live_parts(old.name);
    let coming = drafting.coming_parts(old.name);
    drafting.covered.extend(coming.iter().filter(|part| !live.contains(part)).map(|part| &part.id));
    let written = Written { old, new, sources: &values.sources, desired: drafting.situation.desired };
    let guards = guards(written, &indexes(&coming));

    let mut statements: Vec<String> = values.savings.iter().flat_map(|saving| saving.statements.clone()).collect();
    statements.extend(rebuild::statements(old, new, &values.sources, made(&coming)));
    let mut undo = rebuild::statements(new, old, &change.values_back(&values.savings), made(&live));
    undo.extend(values.savings.iter().map(|saving| format!("DROP TABLE {}", quoted(&saving.keep.in_table))));

    let name = old.name.as_str();
    values.hazards.push(Hazard::new(HazardCode::TableRewrite, format!("every row of `{name}` is written again")));
    if !guards.is_empty() {
        let what = format!("rows of `{name}` must obey the new form; a guard looks first");
        values.hazards.push(Hazard::new(HazardCode::DataDependent, what));
    }
    let keeps: Vec<Keep> = values.savings.iter().map(|saving| saving.keep.clone()).collect();
    let mut step =
        plain(summary(change, &values.restores), change.new_id, statements, undo, drafting.situation.timeouts)
            .guards(guards)
            .keeps(keeps)
            .restores(values.restores)
            .rewrites();
    if let Some(column) = values.unsaved {
        let reason = format!("no key stays by which the values of `{}` would find their rows again", column.as_str());
        values.hazards.push(Hazard::new(HazardCode::Irreversible, reason.clone()));
        step.undo = Undo::Irreversible { reason };
    }
    drafting.steps.push(step.hazards(values.hazards));
}

fn summary(change: &Change<'_>, restores: &[Keep]) -> String {
    let (old, new) = (change.old.table, change.new.table);
    let mut parts = Vec::new();
    parts.extend(change.added().iter().map(|column| format!("add column {}", column.name.as_str())));
    parts.extend(change.dropped().iter().map(|column| format!("drop column {}", column.name.as_str())));
    for column in &new.columns {
        if change.before(column).is_some_and(|before| before != column) {
            parts.push(format!("change column {}", column.name.as_str()));
        }
    }
    if old.clauses != new.clauses {
        parts.push("change its constraints".to_owned());
    }
    for (setting, words) in [("strict", "STRICT"), ("without rowid", "WITHOUT ROWID")] {
        match (old.settings.contains_key(setting), new.settings.contains_key(setting)) {
            (false, true) => parts.push(format!("make it {words}")),
            (true, false) => parts.push(format!("make it not {words}")),
            _ => {}
        }
    }
    if change.old.name != change.new.name {
        parts.push("change the case of its name".to_owned());
    }
    if !restores.is_empty() {
        parts.push("bring back kept values".to_owned());
    }
    format!("rebuild {}: {}", change.new_id, parts.join(", "))
}

/// Drops the columns that are gone from a table that is otherwise changed in place.
pub(super) fn drop_columns<'a>(drafting: &mut Drafting<'a>, change: &Change<'a>) {
    let dropped = change.dropped();
    if change.needs_rebuild() || dropped.is_empty() {
        return;
    }
    // Columns that were added are there by now.
    let mut before: Table = change.new.table.clone();
    before.columns.extend(dropped.iter().map(|column| (*column).clone()));
    let now = Change { old: Named { name: change.new.name, table: &before }, ..*change };
    let values = now.values();
    let parts = drafting.desired_parts(change.new.name);
    let table = quoted(change.new.name);
    let mut statements: Vec<String> = values.savings.iter().flat_map(|saving| saving.statements.clone()).collect();
    statements
        .extend(in_dropping_order(&dropped).into_iter().map(|name| format!("ALTER TABLE {table} DROP COLUMN {name}")));
    let mut undo = rebuild::statements(now.new, now.old, &now.values_back(&values.savings), made(&parts));
    undo.extend(values.savings.iter().map(|saving| format!("DROP TABLE {}", quoted(&saving.keep.in_table))));
    let names: Vec<&str> = dropped.iter().map(|column| column.name.as_str()).collect();
    let summary = format!("drop column {} of {}", names.join(", "), change.new_id);
    let rewrite =
        Hazard::new(HazardCode::TableRewrite, format!("every row of `{}` is written again", change.new.name.as_str()));
    let mut step = plain(summary, change.new_id, statements, undo, drafting.situation.timeouts)
        .keeps(values.savings.iter().map(|saving| saving.keep.clone()).collect())
        .hazards(values.hazards)
        .hazards([rewrite])
        .rewrites();
    if let Some(column) = values.unsaved {
        let reason = format!("no key stays by which the values of `{}` would find their rows again", column.as_str());
        step = step.hazards([Hazard::new(HazardCode::Irreversible, reason.clone())]);
        step.undo = Undo::Irreversible { reason };
    }
    drafting.steps.push(step);
}

/// Generated columns go before the columns that they are computed from.
fn in_dropping_order(dropped: &[&schema::object::Column]) -> Vec<String> {
    let mut order: Vec<&&schema::object::Column> = dropped.iter().collect();
    order.sort_by_key(|column| column.generated.is_none());
    order.into_iter().map(|column| quoted(&column.name)).collect()
}

/// Replaces changed virtual tables; the old one is moved aside, and its rows are carried over where they can be read.
pub(super) fn change_virtual(drafting: &mut Drafting<'_>) {
    let changed: Vec<(&Object, &Object)> =
        drafting.differences.changed.iter().filter(|(old, _)| old.id.kind == Kind::VirtualTable).copied().collect();
    for (old, new) in changed {
        let keep = aside::keep(old, new.digest());
        let mut statements = aside::aside(old, &keep);
        statements.extend(render::create(new));
        let carried = virtual_table::carry(old, new, &keep.in_table);
        let name = old.id.name.as_str();
        let hazard = match &carried {
            Some(_) => Hazard::new(HazardCode::TableRewrite, format!("every row of `{name}` is written again")),
            None => Hazard::new(HazardCode::DataLoss, format!("`{name}` starts empty; its rows are moved aside")),
        };
        statements.extend(carried.unwrap_or_default());
        let mut undo = vec![drop_table(new)];
        undo.extend(aside::back(old, &keep));
        let step = plain(format!("replace {}", new.id), &new.id, statements, undo, drafting.situation.timeouts)
            .hazards([hazard])
            .keeps(vec![keep])
            .rewrites();
        drafting.steps.push(step);
    }
}

/// The table that a scratch copy needs in place of a kept one.
pub(super) fn stand_in(keep: &Keep, observed: &schema::Database, desired: &schema::Database) -> Vec<String> {
    let Some(object) = desired.get(&keep.table).or_else(|| observed.get(&keep.table)) else { return Vec::new() };
    let table = [observed, desired].into_iter().find_map(|database| database.get(&keep.table)?.table());
    match (keep.kind, table, &keep.column) {
        (KeepKind::Table, ..) => aside::stand_in(object, keep),
        (KeepKind::Column | KeepKind::Values, Some(table), Some(column)) => {
            let affinity = |table: &Table| shape::column(table, column).map(|column| shape::affinity(table, column));
            let value = affinity(object.table().unwrap_or(table)).unwrap_or(shape::Affinity::Blob);
            let written = (keep.kind == KeepKind::Values).then(|| affinity(table).unwrap_or(shape::Affinity::Blob));
            vec![keep::kept_table(keep, table, value, written)]
        }
        _ => Vec::new(),
    }
}
