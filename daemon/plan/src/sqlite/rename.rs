//! Declared renames of tables and columns: views, triggers, indexes and keys follow by SQLite's own rules, so that
//! `legacy_alter_table` is off for the statement.

use schema::{Database, Ident, Kind, Object, ObjectId};

use super::render::quoted;
use super::shape;
use super::step::{With, plain};
use super::tokens::folded;
use crate::hazard::{Hazard, HazardCode};
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

/// The steps of the renames that are still to be done. Tables come first: a column is renamed in its table's new name.
pub(super) fn steps(observed: &Database, renames: &[Rename], timeouts: Timeouts) -> Result<Vec<Step>, RenameError> {
    let mut steps = Vec::new();
    let mut tables = Vec::new();
    for rename in renames.iter().filter(|rename| rename.column.is_none()) {
        if let Some(step) = object(observed, rename, timeouts)? {
            tables.push((&rename.object.name, &rename.from));
            steps.push(step);
        }
    }
    for rename in renames {
        if let Some(to) = &rename.column {
            let before = tables.iter().find(|(new, _)| **new == rename.object.name).map(|(_, old)| *old);
            steps.extend(column(observed, rename, to, before.unwrap_or(&rename.object.name), timeouts)?);
        }
    }
    Ok(steps)
}

fn find<'d>(observed: &'d Database, kind: Kind, name: &Ident) -> Option<&'d Object> {
    observed.objects.values().find(|object| object.id.kind == kind && folded(&object.id.name) == folded(name))
}

fn object(observed: &Database, rename: &Rename, timeouts: Timeouts) -> Result<Option<Step>, RenameError> {
    let kind = rename.object.kind;
    let Some(old) = find(observed, kind, &rename.from) else { return Ok(None) };
    if folded(&rename.from) == folded(&rename.object.name) {
        return Ok(None);
    }
    if find(observed, kind, &rename.object.name).is_some() {
        return Err(RenameError::BothExist {
            object: rename.object.to_string(),
            from: rename.from.as_str().to_owned(),
        });
    }
    if !matches!(kind, Kind::Table | Kind::VirtualTable) {
        // Views, indexes and triggers hold nothing: they are dropped and created under the new name.
        return Ok(None);
    }
    let (from, to) = (&old.id.name, &rename.object.name);
    let summary = format!("rename {kind} {} to {}", from.as_str(), to.as_str());
    Ok(Some(step(summary, &old.id, &super::aside::rename(from, to), &super::aside::rename(to, from), timeouts)))
}

fn column(
    observed: &Database,
    rename: &Rename,
    to: &Ident,
    table_before: &Ident,
    timeouts: Timeouts,
) -> Result<Option<Step>, RenameError> {
    let Some(old) = find(observed, Kind::Table, table_before) else { return Ok(None) };
    let Some(table) = old.table() else { return Ok(None) };
    let Some(from) = shape::column(table, &rename.from) else { return Ok(None) };
    if folded(&from.name) == folded(to) {
        return Ok(None);
    }
    let name = format!("column {}.{}", rename.object.dotted(), to.as_str());
    if shape::column(table, to).is_some() {
        return Err(RenameError::BothExist { object: name, from: rename.from.as_str().to_owned() });
    }
    let words = |old: &Ident, new: &Ident| {
        let table = quoted(&rename.object.name);
        format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", quoted(old), quoted(new))
    };
    let summary = format!("rename column {} of {} to {}", from.name.as_str(), rename.object.dotted(), to.as_str());
    Ok(Some(step(summary, &old.id, &words(&from.name, to), &words(to, &from.name), timeouts)))
}

fn step(summary: String, object: &ObjectId, forward: &str, back: &str, timeouts: Timeouts) -> Step {
    let hazard = Hazard::new(
        HazardCode::BackwardIncompatible,
        format!("programs that use the old name stop working: {summary}"),
    );
    plain(summary, object, following(forward), following(back), timeouts).hazards([hazard])
}

fn following(statement: &str) -> Vec<String> {
    ["PRAGMA legacy_alter_table = OFF", statement, "PRAGMA legacy_alter_table = ON"].map(str::to_owned).to_vec()
}
