//! Validity against what is known to exist.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod duplicate_column_or_key;
mod invalid_default;
mod last_column_dropped;
mod multiple_primary_keys;
mod object_exists;
mod object_missing;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &duplicate_column_or_key::RULE,
    &invalid_default::RULE,
    &last_column_dropped::RULE,
    &multiple_primary_keys::RULE,
    &object_exists::RULE,
    &object_missing::RULE,
];
