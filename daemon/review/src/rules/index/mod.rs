//! Indexes.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod duplicate_index;
mod index_column_missing;
mod index_key_too_long;
mod made;
mod redundant_prefix_index;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] =
    &[&duplicate_index::RULE, &index_column_missing::RULE, &index_key_too_long::RULE, &redundant_prefix_index::RULE];
