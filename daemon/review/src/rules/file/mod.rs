//! The form of a file, and comments that address the program.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod edited_after_apply;
mod file_name;
mod invalid_directive;
mod missing_down;
mod non_linear_history;
mod psql_meta_or_delimiter;
mod suppression_without_reason;
mod syntax_error;
mod unparsed_statement;
mod unused_suppression;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &edited_after_apply::RULE,
    &file_name::RULE,
    &invalid_directive::RULE,
    &missing_down::RULE,
    &non_linear_history::RULE,
    &psql_meta_or_delimiter::RULE,
    &suppression_without_reason::RULE,
    &syntax_error::RULE,
    &unparsed_statement::RULE,
    &unused_suppression::RULE,
];
