//! What loses data or objects.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod create_or_replace_table;
mod drop_and_recreate;
mod drop_cascade;
mod drop_column;
mod drop_constraint_fk;
mod drop_constraint_pk;
mod drop_database;
mod drop_other_object;
mod drop_partition;
mod drop_schema;
mod drop_table;
mod drop_unique_index;
mod extension_upgrade;
mod lossy_type_change;
mod table_drop_naming_convention;
mod truncate;
mod truncate_cascade;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &create_or_replace_table::RULE,
    &drop_and_recreate::RULE,
    &drop_cascade::RULE,
    &drop_column::RULE,
    &drop_constraint_fk::RULE,
    &drop_constraint_pk::RULE,
    &drop_database::RULE,
    &drop_other_object::RULE,
    &drop_partition::RULE,
    &drop_schema::RULE,
    &drop_table::RULE,
    &drop_unique_index::RULE,
    &extension_upgrade::RULE,
    &lossy_type_change::RULE,
    &table_drop_naming_convention::RULE,
    &truncate::RULE,
    &truncate_cascade::RULE,
];
