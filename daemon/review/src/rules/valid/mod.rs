//! Validity against what is known to exist.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod column_in_use_by_index;
mod duplicate_column_or_key;
mod engine_version_feature;
mod if_not_exists_hides_drift;
mod invalid_default;
mod last_column_dropped;
mod multiple_primary_keys;
mod object_exists;
mod object_missing;
mod sql_too_long;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &column_in_use_by_index::RULE,
    &duplicate_column_or_key::RULE,
    &engine_version_feature::RULE,
    &if_not_exists_hides_drift::RULE,
    &invalid_default::RULE,
    &last_column_dropped::RULE,
    &multiple_primary_keys::RULE,
    &object_exists::RULE,
    &object_missing::RULE,
    &sql_too_long::RULE,
];
