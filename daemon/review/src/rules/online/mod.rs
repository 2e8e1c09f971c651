//! Online DDL of MySQL and MariaDB.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod charset_convert_rebuilds;
mod enum_reordered;
mod enum_value_removed;
mod explicit_copy_algorithm;
mod explicit_lock_shared_exclusive;
mod fk_add_blocks_dml;
mod members;
mod pk_add_rebuilds;
mod pk_drop_without_add;
mod statement_require_algorithm_option;
mod statement_require_lock_option;
mod type_change_copies;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &charset_convert_rebuilds::RULE,
    &enum_reordered::RULE,
    &enum_value_removed::RULE,
    &explicit_copy_algorithm::RULE,
    &explicit_lock_shared_exclusive::RULE,
    &fk_add_blocks_dml::RULE,
    &pk_add_rebuilds::RULE,
    &pk_drop_without_add::RULE,
    &statement_require_algorithm_option::RULE,
    &statement_require_lock_option::RULE,
    &type_change_copies::RULE,
];
