//! Tables and columns: how they are made.
//!
//! One file a rule; the list below is all that makes a rule known.
//!
//! Invariant: what is in the folder is in the list.

mod add_column_json;
mod autoincrement_count;
mod ban_char;
mod ban_money;
mod ban_smallint;
mod bit_or_special_type;
mod blob_default;
mod blob_not_null;
mod blob_text_json_policy;
mod boolean_nullable;
mod column_auto_increment_initial_value;
mod column_auto_increment_must_integer;
mod column_auto_increment_must_unsigned;
mod column_comment;
mod column_current_time_count_limit;
mod column_default_disallow_volatile;
mod column_disallow_change;
mod column_disallow_change_type;
mod column_disallow_changing_order;
mod column_disallow_drop_in_index;
mod column_disallow_set_charset;
mod column_maximum_character_length;
mod column_maximum_varchar_length;
mod column_no_null;
mod column_require_default;
mod column_required;
mod column_set_default_for_not_null;
mod column_type_disallow_list;
mod create_table_as;
mod eav_or_numbered_columns;
mod engine_mysql_use_innodb;
mod enum_or_set_column;
mod float_for_exact;
mod int_display_width;
mod ip_in_string;
mod mismatched_same_name_type;
mod multi_valued_column;
mod on_update_current_timestamp;
mod pk_too_many_columns;
mod pk_type;
mod prefer_bigint;
mod prefer_identity;
mod prefer_text;
mod prefer_timestamptz;
mod sub_second_precision;
mod table_comment;
mod table_require_pk;
mod table_text_fields_total_length;
mod text_without_limit;
mod timestamp_2038;
mod timestamp_default_missing;
mod too_many_columns;
mod wide_table_growth;
mod zero_date_default;

use crate::rule::Rule;

/// The rules of this theme.
pub(super) static RULES: &[&Rule] = &[
    &add_column_json::RULE,
    &autoincrement_count::RULE,
    &ban_char::RULE,
    &ban_money::RULE,
    &ban_smallint::RULE,
    &bit_or_special_type::RULE,
    &blob_default::RULE,
    &blob_not_null::RULE,
    &blob_text_json_policy::RULE,
    &boolean_nullable::RULE,
    &column_auto_increment_initial_value::RULE,
    &column_auto_increment_must_integer::RULE,
    &column_auto_increment_must_unsigned::RULE,
    &column_comment::RULE,
    &column_current_time_count_limit::RULE,
    &column_default_disallow_volatile::RULE,
    &column_disallow_change::RULE,
    &column_disallow_change_type::RULE,
    &column_disallow_changing_order::RULE,
    &column_disallow_drop_in_index::RULE,
    &column_disallow_set_charset::RULE,
    &column_maximum_character_length::RULE,
    &column_maximum_varchar_length::RULE,
    &column_no_null::RULE,
    &column_require_default::RULE,
    &column_required::RULE,
    &column_set_default_for_not_null::RULE,
    &column_type_disallow_list::RULE,
    &create_table_as::RULE,
    &eav_or_numbered_columns::RULE,
    &engine_mysql_use_innodb::RULE,
    &enum_or_set_column::RULE,
    &float_for_exact::RULE,
    &int_display_width::RULE,
    &ip_in_string::RULE,
    &mismatched_same_name_type::RULE,
    &multi_valued_column::RULE,
    &on_update_current_timestamp::RULE,
    &pk_too_many_columns::RULE,
    &pk_type::RULE,
    &prefer_bigint::RULE,
    &prefer_identity::RULE,
    &prefer_text::RULE,
    &prefer_timestamptz::RULE,
    &sub_second_precision::RULE,
    &table_comment::RULE,
    &table_require_pk::RULE,
    &table_text_fields_total_length::RULE,
    &text_without_limit::RULE,
    &timestamp_2038::RULE,
    &timestamp_default_missing::RULE,
    &too_many_columns::RULE,
    &wide_table_growth::RULE,
    &zero_date_default::RULE,
];
