//! Columns as SQL.

use schema::object::{Column, Generated, Identity};
use schema::{Ident, ObjectId};

use crate::postgres::not_null::NotNull;
use crate::postgres::settings::{is_option, option, value};
use crate::postgres::sql::{comment, ident, literal, name};

/// A column as it stands in `CREATE TABLE` and `ADD COLUMN`; `with_default` is false where its default comes later.
pub(in crate::postgres) fn column_clause(column: &Column, with_default: bool) -> String {
    let mut text = format!("{} {}", ident(&column.name), type_clause(column));
    if let Some(default) = column.default.as_ref().filter(|_| with_default) {
        text.push_str(" DEFAULT ");
        text.push_str(default);
    }
    if let Some(generated) = &column.generated {
        text.push(' ');
        text.push_str(&generated_clause(generated));
    }
    if let Some(identity) = &column.identity {
        text.push(' ');
        text.push_str(&identity_clause(identity));
    }
    // What is not valid is said after the table exists.
    if let Some(not_null) = NotNull::of(column).filter(|not_null| not_null.is_valid) {
        text.push_str(" NOT NULL");
        text.push_str(not_null.suffix());
    }
    text
}

/// The type with its collation.
pub(in crate::postgres) fn type_clause(column: &Column) -> String {
    match &column.collation {
        Some(collation) => format!("{} COLLATE {collation}", column.data_type),
        None => column.data_type.to_string(),
    }
}

/// `GENERATED ALWAYS AS (…) STORED`.
pub(in crate::postgres) fn generated_clause(generated: &Generated) -> String {
    let how = if generated.stored { "STORED" } else { "VIRTUAL" };
    format!("GENERATED ALWAYS AS ({}) {how}", generated.expression)
}

/// `GENERATED … AS IDENTITY (…)`.
pub(in crate::postgres) fn identity_clause(identity: &Identity) -> String {
    let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    if identity.options.is_empty() {
        format!("GENERATED {when} AS IDENTITY")
    } else {
        format!("GENERATED {when} AS IDENTITY ({})", identity.options)
    }
}

/// `COMMENT ON COLUMN`.
pub(in crate::postgres) fn column_comment(relation: &ObjectId, column: &Ident, text: Option<&str>) -> String {
    comment(&format!("COLUMN {}.{}", name(relation), ident(column)), text)
}

/// The statements that give an existing column its settings, from those it has.
pub(in crate::postgres) fn column_settings(relation: &ObjectId, from: &Column, to: &Column) -> Vec<String> {
    let alter = format!("ALTER TABLE ONLY {} ALTER COLUMN {}", name(relation), ident(&to.name));
    let mut statements = Vec::new();
    for key in ["storage", "compression", "statistics"] {
        let (old, new) = (value(&from.settings, key), value(&to.settings, key));
        if old != new {
            statements.push(format!("{alter} SET {} {}", key.to_uppercase(), new.unwrap_or(usual(key, &to.data_type))));
        }
    }
    let set: Vec<_> = to
        .settings
        .iter()
        .filter(|(key, new)| is_option(key) && from.settings.get(*key) != Some(*new))
        .map(|(key, new)| option(key, new))
        .collect();
    let reset: Vec<_> = from
        .settings
        .keys()
        .filter(|key| is_option(key) && !to.settings.contains_key(*key))
        .map(|key| option(key, ""))
        .collect();
    if !set.is_empty() {
        statements.push(format!("{alter} SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        statements.push(format!("{alter} RESET ({})", reset.join(", ")));
    }
    statements
}

/// What a column has when nothing is said; storage has no word for it before PostgreSQL 16.
fn usual(key: &str, data_type: &str) -> &'static str {
    match key {
        "statistics" => "-1",
        "storage" if data_type.starts_with("numeric") => "MAIN",
        "storage" => "EXTENDED",
        _ => "DEFAULT",
    }
}

/// The text of a literal for `pg_get_serial_sequence`: the table as SQL, inside a string.
pub(in crate::postgres) fn serial_sequence(relation: &ObjectId, column: &Ident) -> String {
    format!("pg_catalog.pg_get_serial_sequence({}, {})", literal(&name(relation)), literal(column.as_str()))
}
