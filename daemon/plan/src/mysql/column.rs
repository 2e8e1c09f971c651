//! A column of the model as the server stores it, and as text.
//!
//! Invariant: the character set that a column takes from its table is told here as its own.

use schema::object::{Column, Table, mysql};

use super::sql::{ident, literal};

/// What decides how the values of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Storage<'a> {
    /// The type without character set.
    pub(super) data_type: &'a str,
    /// Character set and collation; none for types that have none.
    pub(super) charset: Option<&'a str>,
    pub(super) collate: Option<&'a str>,
}

/// The first word of a type: `int`, `varchar`.
pub(super) fn base(data_type: &str) -> &str {
    data_type.split([' ', '(']).next().unwrap_or(data_type)
}

/// Whether values of the type are text.
pub(super) fn is_text(data_type: &str) -> bool {
    matches!(base(data_type), "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set")
}

impl<'a> Storage<'a> {
    pub(super) fn of(table: &'a Table, column: &'a Column) -> Self {
        let data_type = &*column.data_type;
        if !is_text(data_type) {
            return Self { data_type, charset: None, collate: None };
        }
        let own = |key: &str| column.settings.get(key).or_else(|| table.settings.get(key)).map(|text| &**text);
        let charset = match (column.settings.get(mysql::CHARSET), column.settings.get(mysql::COLLATE)) {
            // A collation names its character set.
            (None, Some(collate)) => collate.split('_').next(),
            _ => own(mysql::CHARSET),
        };
        Self { data_type, charset, collate: own(mysql::COLLATE) }
    }
}

/// Whether everything but name and storage is the same.
pub(super) fn is_same_beside_type(old: &Column, new: &Column) -> bool {
    let beside = |column: &Column| {
        let mut settings = column.settings.clone();
        settings.remove(mysql::CHARSET);
        settings.remove(mysql::COLLATE);
        (
            column.not_null,
            column.default.clone(),
            column.generated.clone(),
            settings,
            column.comment.clone(),
            column.clauses.clone(),
        )
    };
    beside(old) == beside(new)
}

/// The column as `CREATE TABLE` and `ALTER TABLE` take it.
pub(super) fn definition(table: &Table, column: &Column) -> String {
    let is_json = is_json(table, column);
    let data_type = match is_json {
        true => "json".to_owned(),
        // MySQL remembers whether a column named the character set that its table has anyway.
        false if is_as_its_table(table, column) => column.data_type.to_string(),
        false => storage(table, column),
    };
    let mut text = format!("{} {data_type}", ident(&column.name));
    let setting = |key: &str| column.settings.get(key).map(|value| &**value);
    if let Some(how) = setting(mysql::COMPRESSED) {
        text.push_str(&format!(" COMPRESSED{how}"));
    }
    if let Some(generated) = &column.generated {
        let how = if generated.stored { "STORED" } else { "VIRTUAL" };
        text.push_str(&format!(" GENERATED ALWAYS AS ({}) {how}", generated.expression));
    }
    if let Some(row) = setting(mysql::ROW) {
        text.push_str(&format!(" GENERATED ALWAYS AS ROW {row}"));
    }
    match (column.not_null, column.generated.is_some() || setting(mysql::ROW).is_some()) {
        (true, _) if setting(mysql::ROW).is_none() => text.push_str(" NOT NULL"),
        (false, false) => text.push_str(" NULL"),
        _ => {}
    }
    for (key, words) in
        [(mysql::SRID, " SRID "), (mysql::STORAGE, " STORAGE "), (mysql::COLUMN_FORMAT, " COLUMN_FORMAT ")]
    {
        if let Some(value) = setting(key) {
            text.push_str(words);
            text.push_str(value);
        }
    }
    if setting(mysql::WITHOUT_SYSTEM_VERSIONING).is_some() {
        text.push_str(" WITHOUT SYSTEM VERSIONING");
    }
    if setting(mysql::INVISIBLE).is_some() {
        text.push_str(" INVISIBLE");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(value) = setting(mysql::ON_UPDATE) {
        text.push_str(&format!(" ON UPDATE {value}"));
    }
    if setting(mysql::AUTO_INCREMENT).is_some() {
        text.push_str(" AUTO_INCREMENT");
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    for clause in column.clauses.iter().filter(|clause| !(is_json && is_json_check(column, &clause.definition))) {
        text.push_str(&format!(" {}", clause.definition));
    }
    text
}

/// Whether it is what MariaDB makes of `json`: it does not know the words it prints for it as the same type.
pub(super) fn is_json(table: &Table, column: &Column) -> bool {
    let is_stored_so =
        Storage::of(table, column).data_type == "longtext" && Storage::of(table, column).collate == Some("utf8mb4_bin");
    is_stored_so && column.clauses.iter().any(|clause| is_json_check(column, &clause.definition))
}

fn is_json_check(column: &Column, definition: &str) -> bool {
    definition == format!("CHECK (json_valid(`{}`))", column.name.as_str().replace('`', "``"))
}

/// Whether the character set of the column is the one that the table says for all.
fn is_as_its_table(table: &Table, column: &Column) -> bool {
    let says = |settings: &schema::object::Settings| {
        settings.contains_key(mysql::CHARSET) || settings.contains_key(mysql::COLLATE)
    };
    says(&table.settings) && !says(&column.settings)
}

/// The type with its character set.
pub(super) fn storage(table: &Table, column: &Column) -> String {
    let storage = Storage::of(table, column);
    let mut text = storage.data_type.to_owned();
    if let Some(charset) = storage.charset {
        text.push_str(&format!(" CHARACTER SET {charset}"));
    }
    if let Some(collate) = storage.collate {
        text.push_str(&format!(" COLLATE {collate}"));
    }
    text
}
