//! Partitions.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod partition_count;
mod partition_default_missing;
mod partition_duplicate_or_gap;
mod partition_index_not_only;
mod partition_key_not_in_unique;
mod table_disallow_partition;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &partition_count::RULE,
    &partition_default_missing::RULE,
    &partition_duplicate_or_gap::RULE,
    &partition_index_not_only::RULE,
    &partition_key_not_in_unique::RULE,
    &table_disallow_partition::RULE,
];
