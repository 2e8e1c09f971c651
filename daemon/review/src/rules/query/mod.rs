//! Queries and their style.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod fullwidth_quotes;
mod join_without_condition;
mod leading_wildcard;
mod limit_without_order;
mod not_in_subquery;
mod null_comparison;
mod order_by_rand;
mod select_star;
mod statement_where_maximum_logical_operator_count;
mod statement_where_require_select;
mod sysdate;
mod time_based_functions;
mod where_always_false;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &fullwidth_quotes::RULE,
    &join_without_condition::RULE,
    &leading_wildcard::RULE,
    &limit_without_order::RULE,
    &not_in_subquery::RULE,
    &null_comparison::RULE,
    &order_by_rand::RULE,
    &select_star::RULE,
    &statement_where_maximum_logical_operator_count::RULE,
    &statement_where_require_select::RULE,
    &sysdate::RULE,
    &time_based_functions::RULE,
    &where_always_false::RULE,
];
