//! What is peculiar to SQLite.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod sqlite_alter_unsupported;
mod sqlite_autoincrement;
mod sqlite_datetime_default_quoted;
mod sqlite_drop_column_blocked;
mod sqlite_fk_pragma_in_tx;
mod sqlite_loose_typing;
mod sqlite_not_null_without_default;
mod sqlite_rebuild_incomplete;
mod sqlite_vacuum_in_tx;
mod sqlite_writable_schema;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &sqlite_alter_unsupported::RULE,
    &sqlite_autoincrement::RULE,
    &sqlite_datetime_default_quoted::RULE,
    &sqlite_drop_column_blocked::RULE,
    &sqlite_fk_pragma_in_tx::RULE,
    &sqlite_loose_typing::RULE,
    &sqlite_not_null_without_default::RULE,
    &sqlite_rebuild_incomplete::RULE,
    &sqlite_vacuum_in_tx::RULE,
    &sqlite_writable_schema::RULE,
];
