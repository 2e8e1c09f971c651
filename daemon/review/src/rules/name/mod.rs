//! Names of what a statement makes.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod defined;
mod env_in_schema_name;
mod name_blocked_word;
mod name_case;
mod name_charset;
mod name_pattern_schema;
mod name_too_long;
mod name_truncation_collision;
mod naming_column;
mod naming_column_auto_increment;
mod naming_fully_qualified;
mod naming_identifier_no_keyword;
mod naming_index_fk;
mod naming_index_idx;
mod naming_index_pk;
mod naming_index_uk;
mod naming_table;
mod pattern;
mod temp_table_prefix;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &env_in_schema_name::RULE,
    &name_blocked_word::RULE,
    &name_case::RULE,
    &name_charset::RULE,
    &name_pattern_schema::RULE,
    &name_too_long::RULE,
    &name_truncation_collision::RULE,
    &naming_column::RULE,
    &naming_column_auto_increment::RULE,
    &naming_fully_qualified::RULE,
    &naming_identifier_no_keyword::RULE,
    &naming_index_fk::RULE,
    &naming_index_idx::RULE,
    &naming_index_pk::RULE,
    &naming_index_uk::RULE,
    &naming_table::RULE,
    &temp_table_prefix::RULE,
];
