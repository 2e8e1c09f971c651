//! What fails on the rows that are there.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod auto_inc_near_capacity;
mod cast_may_fail;
mod check_may_be_violated;
mod fk_may_have_orphans;
mod mysql_implicit_zero_value;
mod mysql_inline_references_ignored;
mod not_null_may_have_nulls;
mod type_mismatch_with_parent;
mod unique_may_have_duplicates;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &auto_inc_near_capacity::RULE,
    &cast_may_fail::RULE,
    &check_may_be_violated::RULE,
    &fk_may_have_orphans::RULE,
    &mysql_implicit_zero_value::RULE,
    &mysql_inline_references_ignored::RULE,
    &not_null_may_have_nulls::RULE,
    &type_mismatch_with_parent::RULE,
    &unique_may_have_duplicates::RULE,
];
