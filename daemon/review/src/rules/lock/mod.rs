//! Locks and rewrites on PostgreSQL: what makes others wait.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod add_column_identity_or_serial;
mod add_column_stored_generated;
mod add_column_volatile_default;
mod attach_partition_scan;
mod check_validates_existing;
mod column_type_rewrite;
mod concurrently_in_transaction;
mod detach_partition_blocking;
mod drop_index_not_concurrent;
mod exclusion_constraint_existing_table;
mod fk_validates_existing;
mod index_not_concurrent;
mod lock_mode_summary;
mod not_valid_validated_same_tx;
mod pk_builds_index;
mod refresh_matview_blocking;
mod reindex_not_concurrent;
mod set_not_null_scans;
mod statement_after_access_exclusive;
mod unique_constraint_builds_index;
mod vacuum_full_or_cluster;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &add_column_identity_or_serial::RULE,
    &add_column_stored_generated::RULE,
    &add_column_volatile_default::RULE,
    &attach_partition_scan::RULE,
    &check_validates_existing::RULE,
    &column_type_rewrite::RULE,
    &concurrently_in_transaction::RULE,
    &detach_partition_blocking::RULE,
    &drop_index_not_concurrent::RULE,
    &exclusion_constraint_existing_table::RULE,
    &fk_validates_existing::RULE,
    &index_not_concurrent::RULE,
    &lock_mode_summary::RULE,
    &not_valid_validated_same_tx::RULE,
    &pk_builds_index::RULE,
    &refresh_matview_blocking::RULE,
    &reindex_not_concurrent::RULE,
    &set_not_null_scans::RULE,
    &statement_after_access_exclusive::RULE,
    &unique_constraint_builds_index::RULE,
    &vacuum_full_or_cluster::RULE,
];
