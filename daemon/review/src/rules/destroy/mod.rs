//! What loses data or objects.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod drop_and_recreate;
mod drop_cascade;
mod drop_column;
mod drop_constraint_pk;
mod drop_database;
mod drop_partition;
mod drop_schema;
mod drop_table;
mod lossy_type_change;
mod truncate;
mod truncate_cascade;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &drop_and_recreate::RULE,
    &drop_cascade::RULE,
    &drop_column::RULE,
    &drop_constraint_pk::RULE,
    &drop_database::RULE,
    &drop_partition::RULE,
    &drop_schema::RULE,
    &drop_table::RULE,
    &lossy_type_change::RULE,
    &truncate::RULE,
    &truncate_cascade::RULE,
];
