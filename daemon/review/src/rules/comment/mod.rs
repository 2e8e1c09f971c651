//! Comments in the catalog.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod comment_forbidden_text;
mod system_comment_length;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[&comment_forbidden_text::RULE, &system_comment_length::RULE];
