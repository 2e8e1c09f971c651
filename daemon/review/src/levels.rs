//! The rules that are on for a statement, by the sizes of the tables that it is about.
//!
//! Invariant: a policy is asked once for each set of classes, however many statements there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::about::tables;
use crate::catalog::Catalog;
use crate::policy::{Active, Place, Policy};
use crate::read::statement::Form;
use crate::rule::Rule;
use crate::unit::Unit;

/// The rules that are on at a place.
pub(crate) struct Levels<'p> {
    policy: &'p Policy,
    place: Place<'p>,
    /// By the names of the classes; without any, what holds for every table.
    by_classes: BTreeMap<Vec<&'p str>, Arc<[Active]>>,
}

impl<'p> Levels<'p> {
    pub(crate) fn new(policy: &'p Policy, place: Place<'p>) -> Self {
        Self { policy, place, by_classes: BTreeMap::new() }
    }

    /// The rules that are on whatever the size.
    pub(crate) fn plain(&mut self, catalog: &Catalog) -> Arc<[Active]> {
        self.of_classes(Vec::new(), catalog)
    }

    /// The rules that are on for a statement, by what is known before it.
    pub(crate) fn of(&mut self, unit: &Unit<'_>, catalog: &Catalog) -> Arc<[Active]> {
        let classes = if self.policy.tells_sizes_apart() { self.classes(unit, catalog) } else { Vec::new() };
        self.of_classes(classes, catalog)
    }

    /// Every rule that was asked for so far.
    pub(crate) fn asked(&self) -> Vec<&'static Rule> {
        self.by_classes.values().flat_map(|active| active.iter()).map(|active| active.rule).collect()
    }

    fn classes(&self, unit: &Unit<'_>, catalog: &Catalog) -> Vec<&'p str> {
        let of_indexes = match &unit.form {
            Form::Drop(drop) => drop.names.as_slice(),
            Form::Reindex { name, .. } => name.as_slice(),
            _ => &[],
        };
        let indexed = of_indexes.iter().filter_map(|name| catalog.table_of_index(name));
        let known = tables(unit).into_iter().filter_map(|name| catalog.table(name)).chain(indexed);
        let mut classes: Vec<_> = known.flat_map(|table| self.policy.classes(table.rows, table.bytes)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn of_classes(&mut self, classes: Vec<&'p str>, catalog: &Catalog) -> Arc<[Active]> {
        if let Some(known) = self.by_classes.get(&classes) {
            return Arc::clone(known);
        }
        let active = self.policy.active(catalog.dialect, &Place { sizes: &classes, ..self.place });
        let active: Arc<[Active]> = active.into();
        self.by_classes.insert(classes, Arc::clone(&active));
        active
    }
}
