//! Rights, secrets and row level security.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod change_not_authorized;
mod create_user_or_password;
mod definer_account;
mod definer_function_executable;
mod dynamic_sql_injection;
mod extension_in_public;
mod function_search_path_mutable;
mod grant_all_or_broad;
mod object_owner;
mod policy_changed;
mod privilege_missing;
mod public_schema_open;
mod rls_disabled;
mod rls_enabled_no_policy;
mod rls_initplan;
mod rls_missing;
mod rls_multiple_permissive;
mod rls_policy_always_true;
mod rls_policy_without_enable;
mod rls_user_editable_claim;
mod secret_literal;
mod security_definer_function;
mod security_definer_view;
mod statement_object_owner_check;
mod superuser_or_untrusted_lang;
mod unsafe_object_creation;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &change_not_authorized::RULE,
    &create_user_or_password::RULE,
    &definer_account::RULE,
    &definer_function_executable::RULE,
    &dynamic_sql_injection::RULE,
    &extension_in_public::RULE,
    &function_search_path_mutable::RULE,
    &grant_all_or_broad::RULE,
    &object_owner::RULE,
    &policy_changed::RULE,
    &privilege_missing::RULE,
    &public_schema_open::RULE,
    &rls_disabled::RULE,
    &rls_enabled_no_policy::RULE,
    &rls_initplan::RULE,
    &rls_missing::RULE,
    &rls_multiple_permissive::RULE,
    &rls_policy_always_true::RULE,
    &rls_policy_without_enable::RULE,
    &rls_user_editable_claim::RULE,
    &secret_literal::RULE,
    &security_definer_function::RULE,
    &security_definer_view::RULE,
    &statement_object_owner_check::RULE,
    &superuser_or_untrusted_lang::RULE,
    &unsafe_object_creation::RULE,
];
