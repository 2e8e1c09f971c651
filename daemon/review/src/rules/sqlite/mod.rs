//! What is peculiar to SQLite.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod sqlite_alter_unsupported;
mod sqlite_not_null_without_default;
mod sqlite_rebuild_incomplete;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] =
    &[&sqlite_alter_unsupported::RULE, &sqlite_not_null_without_default::RULE, &sqlite_rebuild_incomplete::RULE];
