//! Settings of tables, columns, views and indexes: options by name with their values as SQL.

use schema::object::Settings;
use schema::sql::literal;

/// Adds options as catalogs hold them (`name=value`), each name with the prefix.
pub(super) fn add_options(settings: &mut Settings, prefix: &str, options: Option<Vec<String>>) {
    for option in options.unwrap_or_default() {
        let (name, value) = option.split_once('=').unwrap_or((&option, ""));
        settings.insert(format!("{prefix}{name}").into(), value_as_sql(value).into());
    }
}

/// Adds a setting that is there.
pub(super) fn insert(settings: &mut Settings, name: &str, value: Option<Box<str>>) {
    if let Some(value) = value {
        settings.insert(name.into(), value);
    }
}

/// Adds a bare flag where it is set.
pub(super) fn flagged(settings: &mut Settings, name: &str, is_set: bool) {
    if is_set {
        settings.insert(name.into(), "".into());
    }
}

/// Numbers and words stay bare; everything else is a string literal.
fn value_as_sql(value: &str) -> String {
    let is_bare = !value.is_empty()
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        && !value.contains("--");
    if is_bare { value.to_owned() } else { literal(schema::Dialect::Postgres, value).to_string() }
}
