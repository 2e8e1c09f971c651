//! Statements that change rows.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod affected_rows_limit;
mod and_in_set;
mod autoincrement_value_given;
mod builtin_prior_backup_check;
mod delete_without_where;
mod dml_explain_fails;
mod dml_on_large_table;
mod duplicate_assignment;
mod explain_full_scan;
mod explain_scan_rows;
mod insert_column_count_mismatch;
mod insert_null_into_not_null;
mod insert_on_duplicate;
mod insert_row_limit;
mod insert_select;
mod insert_without_columns;
mod load_or_outfile;
mod pk_updated;
mod statement_disallow_commit;
mod statement_disallow_limit;
mod statement_disallow_order_by;
mod update_delete_join;
mod update_without_where;
mod where_always_true;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &affected_rows_limit::RULE,
    &and_in_set::RULE,
    &autoincrement_value_given::RULE,
    &builtin_prior_backup_check::RULE,
    &delete_without_where::RULE,
    &dml_explain_fails::RULE,
    &dml_on_large_table::RULE,
    &duplicate_assignment::RULE,
    &explain_full_scan::RULE,
    &explain_scan_rows::RULE,
    &insert_column_count_mismatch::RULE,
    &insert_null_into_not_null::RULE,
    &insert_on_duplicate::RULE,
    &insert_row_limit::RULE,
    &insert_select::RULE,
    &insert_without_columns::RULE,
    &load_or_outfile::RULE,
    &pk_updated::RULE,
    &statement_disallow_commit::RULE,
    &statement_disallow_limit::RULE,
    &statement_disallow_order_by::RULE,
    &update_delete_join::RULE,
    &update_without_where::RULE,
    &where_always_true::RULE,
];
