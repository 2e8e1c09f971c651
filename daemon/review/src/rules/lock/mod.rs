//! Locks and rewrites on PostgreSQL: what makes others wait.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod add_column_default_old_version;
mod add_column_identity_or_serial;
mod add_column_stored_generated;
mod add_column_volatile_default;
mod attach_partition_scan;
mod check_validates_existing;
mod column_type_recheck_constraints;
mod column_type_rewrite;
mod concurrently_in_transaction;
mod create_trigger_lock;
mod detach_partition_blocking;
mod domain_constraint;
mod drop_index_not_concurrent;
mod drop_table_with_many_fks;
mod drop_trigger_lock;
mod exclusion_constraint_existing_table;
mod explicit_lock_table;
mod fk_in_create_table_locks_parent;
mod fk_validates_existing;
mod index_concurrently_on_partitioned;
mod index_not_concurrent;
mod index_on_unlogged_or_temp;
mod invalid_index_left;
mod lock_mode_summary;
mod lock_verified_by_trace;
mod multiple_foreign_keys_one_migration;
mod not_valid_validated_same_tx;
mod pk_builds_index;
mod pk_using_index_nullable;
mod refresh_matview_blocking;
mod refresh_matview_concurrent_lock;
mod reindex_not_concurrent;
mod replace_index_gap;
mod set_logged_unlogged;
mod set_not_null_scans;
mod set_tablespace_moves;
mod statement_after_access_exclusive;
mod statement_merge_alter_table;
mod toggle_trigger_lock;
mod unique_constraint_builds_index;
mod vacuum_full_or_cluster;
mod wide_lock_window;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &add_column_default_old_version::RULE,
    &add_column_identity_or_serial::RULE,
    &add_column_stored_generated::RULE,
    &add_column_volatile_default::RULE,
    &attach_partition_scan::RULE,
    &check_validates_existing::RULE,
    &column_type_recheck_constraints::RULE,
    &column_type_rewrite::RULE,
    &concurrently_in_transaction::RULE,
    &create_trigger_lock::RULE,
    &detach_partition_blocking::RULE,
    &domain_constraint::RULE,
    &drop_index_not_concurrent::RULE,
    &drop_table_with_many_fks::RULE,
    &drop_trigger_lock::RULE,
    &exclusion_constraint_existing_table::RULE,
    &explicit_lock_table::RULE,
    &fk_in_create_table_locks_parent::RULE,
    &fk_validates_existing::RULE,
    &index_concurrently_on_partitioned::RULE,
    &index_not_concurrent::RULE,
    &index_on_unlogged_or_temp::RULE,
    &invalid_index_left::RULE,
    &lock_mode_summary::RULE,
    &lock_verified_by_trace::RULE,
    &multiple_foreign_keys_one_migration::RULE,
    &not_valid_validated_same_tx::RULE,
    &pk_builds_index::RULE,
    &pk_using_index_nullable::RULE,
    &refresh_matview_blocking::RULE,
    &refresh_matview_concurrent_lock::RULE,
    &reindex_not_concurrent::RULE,
    &replace_index_gap::RULE,
    &set_logged_unlogged::RULE,
    &set_not_null_scans::RULE,
    &set_tablespace_moves::RULE,
    &statement_after_access_exclusive::RULE,
    &statement_merge_alter_table::RULE,
    &toggle_trigger_lock::RULE,
    &unique_constraint_builds_index::RULE,
    &vacuum_full_or_cluster::RULE,
    &wide_lock_window::RULE,
];
