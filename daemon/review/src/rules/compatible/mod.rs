//! What breaks programs that run now.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod add_required_column;
mod add_then_drop_default;
mod change_default;
mod drop_not_null;
mod drop_used_by_view;
mod enum_add_in_transaction;
mod enum_add_without_position;
mod expand_contract_order;
mod function_signature_change;
mod inheritance_column;
mod new_check_tightens;
mod rename_column;
mod rename_enum_value;
mod rename_schema;
mod rename_table;
mod table_replaced_by_view;
mod view_column_change;
mod view_select_star;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &add_required_column::RULE,
    &add_then_drop_default::RULE,
    &change_default::RULE,
    &drop_not_null::RULE,
    &drop_used_by_view::RULE,
    &enum_add_in_transaction::RULE,
    &enum_add_without_position::RULE,
    &expand_contract_order::RULE,
    &function_signature_change::RULE,
    &inheritance_column::RULE,
    &new_check_tightens::RULE,
    &rename_column::RULE,
    &rename_enum_value::RULE,
    &rename_schema::RULE,
    &rename_table::RULE,
    &table_replaced_by_view::RULE,
    &view_column_change::RULE,
    &view_select_star::RULE,
];
