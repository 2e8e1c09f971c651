//! Settings of relations as SQL: storage options, persistence, row security and the like.
//!
//! Keys that are not reserved words of this file are storage options, written into `WITH (…)` under their own name.

use schema::Ident;
use schema::object::Settings;

use super::sql::ident;

/// Keys that are not storage options.
const WORDS: &[&str] = &[
    "access_method",
    "cluster",
    "compression",
    "force_row_security",
    "inherited",
    "not_null_no_inherit",
    "not_null_not_valid",
    "replica_identity",
    "row_security",
    "statistics",
    "storage",
    "tablespace",
    "unlogged",
    "with_no_data",
];

/// Whether the key is a storage option such as `fillfactor`.
pub(super) fn is_option(key: &str) -> bool {
    !WORDS.contains(&key) && !key.contains(' ')
}

/// The storage options as they stand in `WITH (…)`, without the parentheses; empty when there are none.
pub(super) fn options(settings: &Settings) -> String {
    let list: Vec<_> =
        settings.iter().filter(|(key, _)| is_option(key)).map(|(key, value)| option(key, value)).collect();
    list.join(", ")
}

/// One storage option as `key=value`.
pub(super) fn option(key: &str, value: &str) -> String {
    if value.is_empty() { option_name(key) } else { format!("{}={}", option_name(key), option_value(value)) }
}

/// The name of a storage option; `toast.` is its namespace.
pub(super) fn option_name(key: &str) -> String {
    match key.split_once('.') {
        Some((space, name)) => format!("{}.{}", ident(&Ident::from(space)), ident(&Ident::from(name))),
        None => ident(&Ident::from(key)),
    }
}

/// A bare word or number as it is, anything else as a literal.
pub(super) fn option_value(value: &str) -> String {
    let is_quoted = value.starts_with('\'') && value.ends_with('\'') && value.len() > 1;
    let is_bare = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'+'));
    if is_quoted || (is_bare && !value.is_empty()) { value.to_owned() } else { super::sql::literal(value) }
}

/// `WITH (…)` with a leading space, or nothing.
pub(super) fn with_clause(settings: &Settings) -> String {
    let options = options(settings);
    if options.is_empty() { options } else { format!(" WITH ({options})") }
}

/// The value of a key.
pub(super) fn value<'a>(settings: &'a Settings, key: &str) -> Option<&'a str> {
    settings.get(key).map(AsRef::as_ref)
}
