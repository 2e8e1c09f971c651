//! Indexes.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod columns_must_have_index;
mod duplicate_index;
mod hash_index;
mod index_column_missing;
mod index_key_number_limit;
mod index_key_too_long;
mod index_no_duplicate_column;
mod index_per_column_count;
mod index_pk_type_limit;
mod index_primary_key_type_allowlist;
mod index_total_number_limit;
mod index_type_allow_list;
mod index_type_no_blob;
mod index_unnamed;
mod made;
mod nullable_indexed_column;
mod redundant_prefix_index;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &columns_must_have_index::RULE,
    &duplicate_index::RULE,
    &hash_index::RULE,
    &index_column_missing::RULE,
    &index_key_number_limit::RULE,
    &index_key_too_long::RULE,
    &index_no_duplicate_column::RULE,
    &index_per_column_count::RULE,
    &index_pk_type_limit::RULE,
    &index_primary_key_type_allowlist::RULE,
    &index_total_number_limit::RULE,
    &index_type_allow_list::RULE,
    &index_type_no_blob::RULE,
    &index_unnamed::RULE,
    &nullable_indexed_column::RULE,
    &redundant_prefix_index::RULE,
];
