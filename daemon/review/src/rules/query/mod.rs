//! Queries and their style.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod distinct_misuse;
mod filter;
mod fullwidth_quotes;
mod group_by_ordinal;
mod having_instead_of_where;
mod implicit_cast_in_where;
mod implicit_join;
mod join_without_condition;
mod large_offset;
mod leading_wildcard;
mod like_without_wildcard;
mod limit_without_order;
mod non_deterministic_group_by;
mod not_equal_style;
mod not_in_subquery;
mod null_comparison;
mod optimizer_hint;
mod or_instead_of_in;
mod order_by_rand;
mod outer_join_defeated;
mod select_for_update;
mod select_star;
mod sql_calc_found_rows;
pub(super) mod star;
mod statement_where_disallow_functions_and_calculations;
mod statement_where_maximum_logical_operator_count;
mod statement_where_require_select;
mod sysdate;
mod time_based_functions;
mod too_many_joins;
mod union_instead_of_union_all;
mod where_always_false;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &distinct_misuse::RULE,
    &fullwidth_quotes::RULE,
    &group_by_ordinal::RULE,
    &having_instead_of_where::RULE,
    &implicit_cast_in_where::RULE,
    &implicit_join::RULE,
    &join_without_condition::RULE,
    &large_offset::RULE,
    &leading_wildcard::RULE,
    &like_without_wildcard::RULE,
    &limit_without_order::RULE,
    &non_deterministic_group_by::RULE,
    &not_equal_style::RULE,
    &not_in_subquery::RULE,
    &null_comparison::RULE,
    &optimizer_hint::RULE,
    &or_instead_of_in::RULE,
    &order_by_rand::RULE,
    &outer_join_defeated::RULE,
    &select_for_update::RULE,
    &select_star::RULE,
    &sql_calc_found_rows::RULE,
    &statement_where_disallow_functions_and_calculations::RULE,
    &statement_where_maximum_logical_operator_count::RULE,
    &statement_where_require_select::RULE,
    &sysdate::RULE,
    &time_based_functions::RULE,
    &too_many_joins::RULE,
    &union_instead_of_union_all::RULE,
    &where_always_false::RULE,
];
