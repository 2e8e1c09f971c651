//! The indexes that a statement makes, each with those that its table has besides.
//!
//! Not a rule: the rules of this theme ask for it.
//!
//! Invariant: an index is compared with those before it, so that of two alike the later one is marked.

use crate::catalog::{Born, KnownIndex};
use crate::look::Look;
use crate::read::form::Span;
use crate::read::statement::Form;

/// The table's name, the index, the others, and where the index stands.
pub(super) fn indexes(look: &Look) -> Vec<(String, KnownIndex, Vec<KnownIndex>, Span)> {
    let made = look.indexes();
    if made.is_empty() {
        return Vec::new();
    }
    let mut others: Vec<KnownIndex> = Vec::new();
    if let Form::CreateTable(_) = &look.unit.form {
        let mut small = look.catalog.clone_for(look.unit);
        small.replay(look.unit);
        let tables = small.tables.values().flat_map(|table| &table.indexes);
        others.extend(tables.filter(|index| index.of_constraint).cloned());
    } else if let Some(table) = made.first().and_then(|(table, _)| look.table((*table)?)) {
        others.extend(table.indexes.iter().cloned());
    }
    let known = |index| crate::catalog::known_index(look.unit, index, Born::Before);
    let mut found = Vec::new();
    for (table, index) in made {
        let known = known(index);
        let name = table.map(crate::read::form::Name::shown).unwrap_or_default();
        found.push((name, known.clone(), others.clone(), index.span.clone()));
        others.push(known);
    }
    found
}
