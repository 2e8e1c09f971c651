//! Constraints and foreign keys.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod check_not_enforced_left;
mod constraint_name_collision;
mod fk_cascade_policy;
mod fk_cross_schema;
mod fk_deferrable_policy;
mod fk_duplicate;
mod fk_parent_missing;
mod fk_self_or_cycle;
mod fk_unindexed;
mod statement_disallow_on_del_cascade;
mod table_no_foreign_key;
mod unique_nulls;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &check_not_enforced_left::RULE,
    &constraint_name_collision::RULE,
    &fk_cascade_policy::RULE,
    &fk_cross_schema::RULE,
    &fk_deferrable_policy::RULE,
    &fk_duplicate::RULE,
    &fk_parent_missing::RULE,
    &fk_self_or_cycle::RULE,
    &fk_unindexed::RULE,
    &statement_disallow_on_del_cascade::RULE,
    &table_no_foreign_key::RULE,
    &unique_nulls::RULE,
];
