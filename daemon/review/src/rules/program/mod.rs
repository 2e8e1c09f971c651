//! Stored programs, views and limits.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod banned;
mod body;
mod cross_database_reference;
mod dual_as_table_name;
mod dynamic_sql_opaque;
mod plpgsql_body_check;
mod read_only_target;
mod statement_not_allowed;
mod system_event_disallow_create;
mod system_function_disallow_create;
mod system_function_disallowed_list;
mod system_procedure_disallow_create;
mod system_view_disallow_create;
mod table_disallow_trigger;
mod temp_table_banned;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &cross_database_reference::RULE,
    &dual_as_table_name::RULE,
    &dynamic_sql_opaque::RULE,
    &plpgsql_body_check::RULE,
    &read_only_target::RULE,
    &statement_not_allowed::RULE,
    &system_event_disallow_create::RULE,
    &system_function_disallow_create::RULE,
    &system_function_disallowed_list::RULE,
    &system_procedure_disallow_create::RULE,
    &system_view_disallow_create::RULE,
    &table_disallow_trigger::RULE,
    &temp_table_banned::RULE,
];
