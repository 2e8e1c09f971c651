//! Tables and partitions as SQL.

use schema::ObjectId;
use schema::object::{Column, Settings, Table};

use super::column::{column_clause, column_comment, column_settings};
use crate::postgres::not_null;
use crate::postgres::settings::{is_option, option, option_name, value, with_clause};
use crate::postgres::sql::{ident, name};
use crate::postgres::typed::KEY;

/// `CREATE TABLE`, and the attachment of a partition. Without `with_defaults` columns get their defaults later.
pub(in crate::postgres) fn create_table(id: &ObjectId, table: &Table, with_defaults: bool) -> Vec<String> {
    let unlogged = if is_unlogged(&table.settings) { "UNLOGGED " } else { "" };
    let mut text = format!("CREATE {unlogged}TABLE {}", name(id));
    let of = value(&table.settings, KEY);
    let columns: Vec<_> = match of {
        Some(_) => table.columns.iter().filter_map(|column| typed_column_clause(column, with_defaults)).collect(),
        None => own_columns(table).map(|c| format!("    {}", column_clause(c, with_defaults))).collect(),
    };
    if let Some(of) = of {
        text.push_str(&format!(" OF {of}"));
    }
    if columns.is_empty() && of.is_none() {
        text.push_str(" ()");
    } else if !columns.is_empty() {
        text.push_str(&format!(" (\n{}\n)", columns.join(",\n")));
    }
    if !table.inherits.is_empty() {
        let parents: Vec<_> = table.inherits.iter().map(name).collect();
        text.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    if let Some(by) = &table.partition_by {
        text.push_str(&format!(" PARTITION BY {by}"));
    }
    if let Some(method) = value(&table.settings, "access_method") {
        text.push_str(&format!(" USING {}", ident(&method.into())));
    }
    text.push_str(&with_clause(&table.settings));
    if let Some(tablespace) = value(&table.settings, "tablespace") {
        text.push_str(&format!(" TABLESPACE {}", ident(&tablespace.into())));
    }
    let mut statements = vec![text];
    statements.extend(inherited_details(id, table, with_defaults));
    statements.extend(attach_partition(id, table));
    statements
}

/// What a column of a table of a type has beside its type; none where it has nothing.
fn typed_column_clause(column: &Column, with_default: bool) -> Option<String> {
    let mut text = String::new();
    if let Some(default) = column.default.as_ref().filter(|_| with_default) {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    }
    (!text.is_empty()).then(|| format!("    {} WITH OPTIONS{text}", ident(&column.name)))
}

/// Columns that are written out: all but those that only come from a parent by `INHERITS`.
fn own_columns(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| !is_only_inherited(table, column))
}

/// Whether the column comes from a parent of `INHERITS` and from nowhere else.
pub(in crate::postgres) fn is_only_inherited(table: &Table, column: &Column) -> bool {
    !table.inherits.is_empty() && column.settings.contains_key("inherited")
}

/// What inherited columns differ in from their parents' is said after the table exists.
fn inherited_details(id: &ObjectId, table: &Table, with_defaults: bool) -> Vec<String> {
    let mut statements = Vec::new();
    for column in table.columns.iter().filter(|column| is_only_inherited(table, column)) {
        let alter = format!("ALTER TABLE ONLY {} ALTER COLUMN {}", name(id), ident(&column.name));
        if let Some(default) = column.default.as_ref().filter(|_| with_defaults) {
            statements.push(format!("{alter} SET DEFAULT {default}"));
        }
        if column.not_null {
            statements.push(format!("{alter} SET NOT NULL"));
        }
    }
    statements
}

/// `ATTACH PARTITION`, for a partition.
pub(in crate::postgres) fn attach_partition(id: &ObjectId, table: &Table) -> Option<String> {
    let of = table.partition_of.as_ref()?;
    Some(format!("ALTER TABLE ONLY {} ATTACH PARTITION {} {}", name(&of.parent), name(id), of.bound))
}

/// What is said of a table after it exists: column settings, row security, column comments.
pub(super) fn afterwards(id: &ObjectId, table: &Table) -> Vec<String> {
    let mut statements = Vec::new();
    for column in &table.columns {
        let plain = Column { settings: Settings::new(), ..column.clone() };
        statements.extend(column_settings(id, &plain, column));
        statements.extend(not_null::late(id, column));
    }
    let written: Settings = table
        .settings
        .iter()
        .filter(|(key, _)| is_in_create(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    statements.extend(table_settings(id, &written, &table.settings));
    for column in &table.columns {
        if let Some(text) = &column.comment {
            statements.push(column_comment(id, &column.name, Some(text)));
        }
    }
    statements
}

/// Whether `CREATE TABLE` says it.
fn is_in_create(key: &str) -> bool {
    is_option(key) || matches!(key, KEY | "unlogged" | "access_method" | "tablespace")
}

fn is_unlogged(settings: &Settings) -> bool {
    settings.contains_key("unlogged")
}

/// The statements that take an existing table's settings from one state to another.
pub(in crate::postgres) fn table_settings(id: &ObjectId, from: &Settings, to: &Settings) -> Vec<String> {
    let alter = format!("ALTER TABLE {}", name(id));
    let mut statements = Vec::new();
    if is_unlogged(from) != is_unlogged(to) {
        statements.push(format!("{alter} SET {}", if is_unlogged(to) { "UNLOGGED" } else { "LOGGED" }));
    }
    statements.extend(option_changes(&alter, from, to));
    for (key, on, off) in [
        ("row_security", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
        ("force_row_security", "FORCE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"),
    ] {
        if from.contains_key(key) != to.contains_key(key) {
            statements.push(format!("{alter} {}", if to.contains_key(key) { on } else { off }));
        }
    }
    if value(from, "tablespace") != value(to, "tablespace") {
        let space = value(to, "tablespace").unwrap_or("pg_default");
        statements.push(format!("{alter} SET TABLESPACE {}", ident(&space.into())));
    }
    if value(from, "access_method") != value(to, "access_method") {
        let method = value(to, "access_method").unwrap_or("heap");
        statements.push(format!("{alter} SET ACCESS METHOD {}", ident(&method.into())));
    }
    if value(from, "replica_identity") != value(to, "replica_identity") {
        statements.push(format!("{alter} REPLICA IDENTITY {}", replica_identity(value(to, "replica_identity"))));
    }
    statements
}

/// `SET (…)` and `RESET (…)` for what differs between storage options.
pub(in crate::postgres) fn option_changes(alter: &str, from: &Settings, to: &Settings) -> Vec<String> {
    let set: Vec<_> = to
        .iter()
        .filter(|(key, new)| is_option(key) && from.get(*key) != Some(*new))
        .map(|(key, new)| option(key, new))
        .collect();
    let reset: Vec<_> =
        from.keys().filter(|key| is_option(key) && !to.contains_key(*key)).map(|key| option_name(key)).collect();
    let mut statements = Vec::new();
    if !set.is_empty() {
        statements.push(format!("{alter} SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        statements.push(format!("{alter} RESET ({})", reset.join(", ")));
    }
    statements
}

fn replica_identity(value: Option<&str>) -> String {
    match value {
        None => "DEFAULT".to_owned(),
        Some(word) => word.to_uppercase(),
    }
}

/// `SET DEFAULT` for every column that has one.
pub(in crate::postgres) fn default_statements(id: &ObjectId, table: &Table) -> Vec<String> {
    let columns = table.columns.iter().filter_map(|column| Some((column, column.default.as_ref()?)));
    columns
        .map(|(column, default)| {
            format!("ALTER TABLE ONLY {} ALTER COLUMN {} SET DEFAULT {default}", name(id), ident(&column.name))
        })
        .collect()
}
