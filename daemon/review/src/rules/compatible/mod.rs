//! What breaks programs that run now.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod add_required_column;
mod drop_not_null;
mod drop_used_by_view;
mod expand_contract_order;
mod rename_column;
mod rename_enum_value;
mod rename_schema;
mod rename_table;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &add_required_column::RULE,
    &drop_not_null::RULE,
    &drop_used_by_view::RULE,
    &expand_contract_order::RULE,
    &rename_column::RULE,
    &rename_enum_value::RULE,
    &rename_schema::RULE,
    &rename_table::RULE,
];
