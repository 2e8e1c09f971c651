//! Transactions, timeouts and batches.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod ddl_dml_mixed;
mod missing_lock_timeout;
mod mixed_tx_and_non_tx;
mod mysql_implicit_commit;
mod nested_transaction;
mod uncommitted_transaction;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &ddl_dml_mixed::RULE,
    &missing_lock_timeout::RULE,
    &mixed_tx_and_non_tx::RULE,
    &mysql_implicit_commit::RULE,
    &nested_transaction::RULE,
    &uncommitted_transaction::RULE,
];
