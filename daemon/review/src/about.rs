//! Which statements of a file define or change a table, so that a rule need not look through all of them.
//!
//! Not the statements that change rows, of which there may be very many.
//!
//! Invariant: the places of a name are in their order.

use std::collections::BTreeMap;

use crate::read::form::Name;
use crate::read::statement::{Act, Form};
use crate::unit::Unit;

/// Places of statements by the bare names of the tables that they are about.
#[derive(Debug, Default)]
pub struct About {
    places: BTreeMap<String, Vec<usize>>,
}

impl About {
    /// Reads the statements once.
    pub(crate) fn of(units: &[Unit<'_>]) -> Self {
        let mut about = Self::default();
        for (at, unit) in units.iter().enumerate() {
            each(unit, |name| about.add(name, at));
        }
        about
    }

    fn add(&mut self, name: &Name, at: usize) {
        let places = self.places.entry(key(name)).or_default();
        if places.last() != Some(&at) {
            places.push(at);
        }
    }

    /// The places of the statements about a table, in their order.
    pub(crate) fn places(&self, name: &Name) -> &[usize] {
        self.places.get(&key(name)).map_or(&[], Vec::as_slice)
    }
}

fn key(name: &Name) -> String {
    name.name.as_str().to_lowercase()
}

/// Every table whose rows, form or locks a statement is about.
pub(crate) fn tables<'u>(unit: &'u Unit<'_>) -> Vec<&'u Name> {
    let mut names = Vec::new();
    each(unit, |name| names.push(name));
    match &unit.form {
        Form::Insert(insert) => names.push(&insert.table),
        Form::Update(change) | Form::Delete(change) => names.push(&change.table),
        Form::Truncate { tables, .. } | Form::Vacuum { tables, .. } | Form::Lock(tables, _) => names.extend(tables),
        Form::Cluster(name) | Form::Refresh { name, .. } | Form::Reindex { name, .. } => names.extend(name),
        Form::Drop(drop) => names.extend(&drop.on),
        _ => {}
    }
    names
}

/// The tables, and other objects, that a statement defines or changes.
fn each<'u>(unit: &'u Unit<'_>, mut add: impl FnMut(&'u Name)) {
    match &unit.form {
        Form::CreateTable(create) => create.name.iter().for_each(&mut add),
        Form::AlterTable(alter) => {
            add(&alter.table);
            for action in &alter.actions {
                match &action.act {
                    Act::RenameTo(name) | Act::Attach(name, _) | Act::Detach(name, _) => add(name),
                    _ => {}
                }
            }
        }
        Form::CreateIndex(index) => index.table.iter().for_each(&mut add),
        Form::Create(create) => create.name.iter().chain(&create.on).for_each(&mut add),
        Form::Drop(drop) => drop.names.iter().for_each(&mut add),
        Form::RenameTables(pairs) => pairs.iter().for_each(|(from, to)| {
            add(from);
            add(to);
        }),
        Form::Comment { name, .. } => name.iter().for_each(&mut add),
        _ => {}
    }
}
