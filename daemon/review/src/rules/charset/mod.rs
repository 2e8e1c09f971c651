//! Charsets and collations.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod charset_collation_mismatch;
mod column_require_charset;
mod column_require_collation;
mod default_charset_change_no_effect;
mod pg_collation_policy;
mod said;
mod system_charset_allowlist;
mod system_collation_allowlist;
mod table_disallow_set_charset;
mod table_require_charset;
mod table_require_collation;
mod utf8_is_utf8mb3;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &charset_collation_mismatch::RULE,
    &column_require_charset::RULE,
    &column_require_collation::RULE,
    &default_charset_change_no_effect::RULE,
    &pg_collation_policy::RULE,
    &system_charset_allowlist::RULE,
    &system_collation_allowlist::RULE,
    &table_disallow_set_charset::RULE,
    &table_require_charset::RULE,
    &table_require_collation::RULE,
    &utf8_is_utf8mb3::RULE,
];
