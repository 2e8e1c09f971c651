//! Transactions, timeouts and batches.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod ddl_dml_mixed;
mod isolation_level;
mod long_backfill_in_migration;
mod missing_application_name;
mod missing_idle_in_tx_timeout;
mod missing_lock_timeout;
mod missing_statement_timeout;
mod mixed_tx_and_non_tx;
mod mysql_implicit_commit;
mod nested_transaction;
mod not_rerunnable;
mod set_session_global;
mod statement_check_set_role_variable;
mod statement_disallow_add_column_with_default;
mod statement_max_execution_time;
mod statement_maximum_statements_in_transaction;
mod statement_non_transactional;
mod table_disallow_ddl;
mod table_disallow_dml;
mod table_limit_size;
mod timeout_after_danger;
mod timeout_disabled;
mod timeout_too_long;
mod uncommitted_transaction;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &ddl_dml_mixed::RULE,
    &isolation_level::RULE,
    &long_backfill_in_migration::RULE,
    &missing_application_name::RULE,
    &missing_idle_in_tx_timeout::RULE,
    &missing_lock_timeout::RULE,
    &missing_statement_timeout::RULE,
    &mixed_tx_and_non_tx::RULE,
    &mysql_implicit_commit::RULE,
    &nested_transaction::RULE,
    &not_rerunnable::RULE,
    &set_session_global::RULE,
    &statement_check_set_role_variable::RULE,
    &statement_disallow_add_column_with_default::RULE,
    &statement_max_execution_time::RULE,
    &statement_maximum_statements_in_transaction::RULE,
    &statement_non_transactional::RULE,
    &table_disallow_ddl::RULE,
    &table_disallow_dml::RULE,
    &table_limit_size::RULE,
    &timeout_after_danger::RULE,
    &timeout_disabled::RULE,
    &timeout_too_long::RULE,
    &uncommitted_transaction::RULE,
];
