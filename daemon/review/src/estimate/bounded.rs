//! Whether a statement itself says that it changes few rows, so that the size of its table tells nothing.
//!
//! Invariant: a condition with OR is not followed.

use crate::catalog::{Catalog, Table};
use crate::read::form::Tokens;
use crate::read::statement::Change;
use crate::unit::Unit;

/// Whether it has a LIMIT, or its condition holds a unique key.
pub(super) fn is_bounded(unit: &Unit, change: &Change, catalog: &Catalog) -> bool {
    let by_key = catalog.table(&change.table).zip(change.condition.as_ref());
    change.limit.is_some() || by_key.is_some_and(|(known, condition)| is_by_key(unit, known, condition))
}

/// Whether the condition holds every column of a unique key to a value or a range.
fn is_by_key(unit: &Unit, table: &Table, condition: &Tokens) -> bool {
    let has_or = unit.places(condition, "OR").next().is_some();
    let is_held = |column: &String| {
        condition.clone().any(|at| {
            let names = unit.token(at).trim_matches(['"', '`']).eq_ignore_ascii_case(column);
            names
                && (matches!(unit.token(at + 1), "=" | "<" | "<=")
                    || unit.is(at + 1, "IN")
                    || unit.is(at + 1, "BETWEEN"))
        })
    };
    !has_or
        && table
            .indexes
            .iter()
            .any(|index| index.is_unique && !index.columns.is_empty() && index.columns.iter().all(is_held))
}
