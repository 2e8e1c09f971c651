//! Declared renames as steps. What speaks of the old name follows it by the server's own rules.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, Ident, Kind, Object, ObjectId};

use super::piece::Piece;
use super::sql::{described, ident, keyword, literal, name, owner};
use crate::draft::Refusal;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

/// What has which name, while one rename after the other is looked at.
struct Names {
    objects: BTreeSet<ObjectId>,
    columns: BTreeMap<ObjectId, BTreeSet<Ident>>,
}

impl Names {
    fn of(database: &Database) -> Self {
        let columns = |object: &Object| match &object.facts {
            schema::Facts::Table(table) => table.columns.iter().map(|column| column.name.clone()).collect(),
            schema::Facts::Composite { attributes } => attributes.iter().map(|column| column.name.clone()).collect(),
            schema::Facts::View(view) | schema::Facts::MaterializedView(view) => {
                view.columns.iter().map(|column| column.name.clone()).collect()
            }
            schema::Facts::Enum { labels } => labels.iter().map(|label| Ident::from(label.as_ref())).collect(),
            _ => BTreeSet::new(),
        };
        Self {
            objects: database.objects.keys().cloned().collect(),
            columns: database.objects.values().map(|object| (object.id.clone(), columns(object))).collect(),
        }
    }

    /// Everything that bears the old name bears the new one.
    fn rename(&mut self, old: &ObjectId, new: &ObjectId) {
        let follow = |id: &ObjectId| {
            let mut id = id.clone();
            if old.kind == Kind::Schema && id.schema.as_ref() == Some(&old.name) {
                id.schema = Some(new.name.clone());
            }
            if id.of.as_ref() == Some(&old.name) && id.schema == old.schema && old.of.is_none() && is_relation(old.kind)
            {
                id.of = Some(new.name.clone());
            }
            if id == *old { new.clone() } else { id }
        };
        self.objects = self.objects.iter().map(follow).collect();
        self.columns = self.columns.iter().map(|(id, columns)| (follow(id), columns.clone())).collect();
    }
}

const fn is_relation(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::View | Kind::MaterializedView)
}

/// The steps of the declared renames that are still to be done.
pub(crate) fn rename_steps(
    observed: &Database,
    renames: &[Rename],
    timeouts: Timeouts,
) -> Result<Vec<Step>, RenameError> {
    let mut names = Names::of(observed);
    let mut ordered: Vec<&Rename> = renames.iter().collect();
    ordered.sort_by_key(|rename| {
        (rename.column.is_some(), rename.object.of.is_some(), rename.object.clone(), rename.column.clone())
    });
    let mut steps = Vec::new();
    for rename in ordered {
        let piece = match &rename.column {
            Some(column) => of_column(&mut names, rename, column)?,
            None => of_object(&mut names, rename)?,
        };
        steps.extend(piece.map(|piece| piece.into_step(timeouts)));
    }
    Ok(steps)
}

fn of_object(names: &mut Names, rename: &Rename) -> Result<Option<Piece>, RenameError> {
    let new = &rename.object;
    let old = ObjectId { name: rename.from.clone(), ..new.clone() };
    if !names.objects.contains(&old) {
        return Ok(None);
    }
    if names.objects.contains(new) {
        return Err(RenameError::BothExist { object: new.to_string(), from: old.dotted() });
    }
    if matches!(new.kind, Kind::Extension | Kind::VirtualTable) {
        let reason = "it has a name that is not ours to change".to_owned();
        return Err(Refusal::Unsupported { object: new.to_string(), reason }.into());
    }
    names.rename(&old, new);
    // The step is about what is live, so that whoever looks for what it touches finds it.
    let piece = Piece::new(&old, format!("rename {old} to {}", new.name.as_str()))
        .one(statement(&old, new), statement(new, &old));
    let is_seen = !matches!(new.kind, Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Rule | Kind::Policy);
    let lock = match new.kind {
        Kind::Index => Lock::ShareUpdateExclusive,
        Kind::Schema | Kind::Enum | Kind::Domain | Kind::Range | Kind::Composite => Lock::None,
        Kind::Function | Kind::Procedure | Kind::Aggregate => Lock::None,
        _ => Lock::AccessExclusive,
    };
    let message = format!("what uses the name {} stops working", old.dotted());
    Ok(Some(piece.lock(lock).hazard_if(is_seen, HazardCode::BackwardIncompatible, message)))
}

fn statement(from: &ObjectId, to: &ObjectId) -> String {
    match from.kind {
        Kind::Constraint => {
            format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", owner(from), ident(&from.name), ident(&to.name))
        }
        _ => format!("ALTER {} RENAME TO {}", described(from), ident(&to.name)),
    }
}

fn of_column(names: &mut Names, rename: &Rename, column: &Ident) -> Result<Option<Piece>, RenameError> {
    let id = &rename.object;
    let Some(columns) = names.columns.get_mut(id) else { return Ok(None) };
    if !columns.contains(&rename.from) {
        return Ok(None);
    }
    if !columns.insert(column.clone()) {
        let object = format!("column {} of {id}", column.as_str());
        return Err(RenameError::BothExist { object, from: rename.from.as_str().to_owned() });
    }
    columns.remove(&rename.from);
    let statement = |from: &Ident, to: &Ident| match id.kind {
        Kind::Enum => {
            format!("ALTER TYPE {} RENAME VALUE {} TO {}", name(id), literal(from.as_str()), literal(to.as_str()))
        }
        Kind::Composite => format!("ALTER TYPE {} RENAME ATTRIBUTE {} TO {}", name(id), ident(from), ident(to)),
        kind => format!("ALTER {} {} RENAME COLUMN {} TO {}", keyword(kind), name(id), ident(from), ident(to)),
    };
    let what = if id.kind == Kind::Enum { "label" } else { "column" };
    let piece = Piece::new(id, format!("rename {what} {} of {id} to {}", rename.from.as_str(), column.as_str()));
    let piece = piece.one(statement(&rename.from, column), statement(column, &rename.from));
    let lock = if matches!(id.kind, Kind::Enum | Kind::Composite) { Lock::None } else { Lock::AccessExclusive };
    let message = format!("what uses the {what} name {} stops working", rename.from.as_str());
    Ok(Some(piece.lock(lock).hazard(HazardCode::BackwardIncompatible, message)))
}
