//! Online DDL of MySQL and MariaDB.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod charset_convert_rebuilds;
mod check_add_blocks;
mod drop_index_without_invisible;
mod enum_reordered;
mod enum_storage_grows;
mod enum_value_removed;
mod explicit_copy_algorithm;
mod explicit_lock_shared_exclusive;
mod expression_default_add;
mod fk_add_blocks_dml;
mod fulltext_index_blocks;
mod large_table_needs_osc;
mod members;
mod osc_drop_add_same_name;
mod osc_foreign_keys;
mod osc_illegal_clause;
mod osc_no_shared_key;
mod osc_rename_column;
mod osc_rename_in_alter;
mod osc_shadow_name_too_long;
mod osc_triggers;
mod osc_unique_may_drop_rows;
mod pk_add_rebuilds;
mod pk_drop_without_add;
mod statement_require_algorithm_option;
mod statement_require_lock_option;
mod type_change_copies;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &charset_convert_rebuilds::RULE,
    &check_add_blocks::RULE,
    &drop_index_without_invisible::RULE,
    &enum_reordered::RULE,
    &enum_storage_grows::RULE,
    &enum_value_removed::RULE,
    &explicit_copy_algorithm::RULE,
    &explicit_lock_shared_exclusive::RULE,
    &expression_default_add::RULE,
    &fk_add_blocks_dml::RULE,
    &fulltext_index_blocks::RULE,
    &large_table_needs_osc::RULE,
    &osc_drop_add_same_name::RULE,
    &osc_foreign_keys::RULE,
    &osc_illegal_clause::RULE,
    &osc_no_shared_key::RULE,
    &osc_rename_column::RULE,
    &osc_rename_in_alter::RULE,
    &osc_shadow_name_too_long::RULE,
    &osc_triggers::RULE,
    &osc_unique_may_drop_rows::RULE,
    &pk_add_rebuilds::RULE,
    &pk_drop_without_add::RULE,
    &statement_require_algorithm_option::RULE,
    &statement_require_lock_option::RULE,
    &type_change_copies::RULE,
];
