//! What stands beside tables as SQL: constraints, indexes, views, sequences.

use std::collections::BTreeSet;

use schema::object::{Constraint, Index, Sequence, Settings, View};
use schema::{Kind, ObjectId};

use super::column::column_comment;
use super::table::option_changes;
use crate::postgres::settings::{option_value, value, with_clause};
use crate::postgres::sql::{ident, name, owner, within};

/// `ADD CONSTRAINT`; nothing for one that comes from a parent table.
pub(in crate::postgres) fn add_constraint(id: &ObjectId, constraint: &Constraint) -> Vec<String> {
    if constraint.inherited {
        return Vec::new();
    }
    let suffix = if constraint.validated { "" } else { " NOT VALID" };
    vec![format!("ALTER TABLE {} ADD CONSTRAINT {} {}{suffix}", owner(id), ident(&id.name), constraint.definition)]
}

/// What is said of a constraint after it exists.
pub(in crate::postgres) fn constraint_settings(id: &ObjectId, constraint: &Constraint) -> Vec<String> {
    index_changes(&owner(id), id, &Settings::new(), &constraint.settings)
}

/// The statements that take the settings of an index, or of a constraint's index, from one state to another.
pub(in crate::postgres) fn index_changes(table: &str, id: &ObjectId, from: &Settings, to: &Settings) -> Vec<String> {
    let alter = format!("ALTER INDEX {}", within(id.schema.as_ref(), &id.name));
    let mut statements = Vec::new();
    // The definition of an index says its options itself; that of a constraint does not.
    if id.kind == Kind::Constraint {
        statements.extend(option_changes(&alter, from, to));
    }
    if value(from, "tablespace") != value(to, "tablespace") {
        let space = value(to, "tablespace").unwrap_or("pg_default");
        statements.push(format!("{alter} SET TABLESPACE {}", ident(&space.into())));
    }
    statements.extend(of_index(table, &ident(&id.name), from, to));
    statements.extend(index_statistics(&alter, from, to));
    statements
}

/// `CLUSTER ON` and `REPLICA IDENTITY USING INDEX`, from one state to another.
fn of_index(table: &str, index: &str, from: &Settings, to: &Settings) -> Vec<String> {
    let mut statements = Vec::new();
    if from.contains_key("cluster") != to.contains_key("cluster") {
        let what =
            if to.contains_key("cluster") { format!("CLUSTER ON {index}") } else { "SET WITHOUT CLUSTER".to_owned() };
        statements.push(format!("ALTER TABLE {table} {what}"));
    }
    if from.contains_key("replica_identity") != to.contains_key("replica_identity") {
        let what =
            if to.contains_key("replica_identity") { format!("USING INDEX {index}") } else { "DEFAULT".to_owned() };
        statements.push(format!("ALTER TABLE {table} REPLICA IDENTITY {what}"));
    }
    statements
}

/// `CREATE INDEX`.
pub(in crate::postgres) fn create_index(index: &Index) -> String {
    index.definition.to_string()
}

/// `ATTACH PARTITION` to the index of the partitioned table.
pub(in crate::postgres) fn attach_index(id: &ObjectId, index: &Index) -> Option<String> {
    let parent = index.parent.as_ref()?;
    Some(format!("ALTER INDEX {} ATTACH PARTITION {}", name(parent), name(id)))
}

/// What is said of an index after it exists.
pub(in crate::postgres) fn index_settings(id: &ObjectId, index: &Index) -> Vec<String> {
    index_changes(&name(&index.on), id, &Settings::new(), &index.settings)
}

/// Statistics targets of expression columns: keys `statistics N`, N the column's number.
fn index_statistics(alter: &str, from: &Settings, to: &Settings) -> Vec<String> {
    let keys: BTreeSet<_> = from.keys().chain(to.keys()).collect();
    let changed = keys.into_iter().filter(|key| from.get(*key) != to.get(*key));
    changed
        .filter_map(|key| {
            let target = value(to, key).unwrap_or("-1");
            Some(format!("{alter} ALTER COLUMN {} SET STATISTICS {target}", key.strip_prefix("statistics ")?))
        })
        .collect()
}

/// `CREATE VIEW` or `CREATE MATERIALIZED VIEW`.
pub(in crate::postgres) fn create_view(id: &ObjectId, view: &View) -> String {
    if id.kind == Kind::View {
        return format!("CREATE VIEW {}{} AS\n{}", name(id), view_options(&view.settings), view.query);
    }
    let mut text = format!("CREATE MATERIALIZED VIEW {}", name(id));
    if let Some(method) = value(&view.settings, "access_method") {
        text.push_str(&format!(" USING {}", ident(&method.into())));
    }
    text.push_str(&with_clause(&view.settings));
    if let Some(space) = value(&view.settings, "tablespace") {
        text.push_str(&format!(" TABLESPACE {}", ident(&space.into())));
    }
    let with = if is_populated(&view.settings) { "WITH DATA" } else { "WITH NO DATA" };
    format!("{text} AS\n{}\n{with}", view.query)
}

/// Whether the materialized view is to hold data.
pub(in crate::postgres) fn is_populated(settings: &Settings) -> bool {
    !settings.contains_key("with_no_data")
}

/// `WITH (…)` of a plain view: every option, `check_option` among them.
fn view_options(settings: &Settings) -> String {
    let list: Vec<_> = settings.iter().map(|(key, value)| format!("{key}={}", option_value(value))).collect();
    if list.is_empty() { String::new() } else { format!(" WITH ({})", list.join(", ")) }
}

/// Defaults and comments of a view's columns, and settings that are said after it exists.
pub(in crate::postgres) fn view_columns(id: &ObjectId, view: &View) -> Vec<String> {
    let mut statements = Vec::new();
    for column in &view.columns {
        if let Some(default) = &column.default {
            let column = ident(&column.name);
            statements.push(format!("ALTER VIEW {} ALTER COLUMN {column} SET DEFAULT {default}", name(id)));
        }
        if let Some(text) = &column.comment {
            statements.push(column_comment(id, &column.name, Some(text)));
        }
    }
    statements
}

/// A view of the same columns without a body that needs anything: stands in until what the body needs is there.
pub(in crate::postgres) fn placeholder(id: &ObjectId, view: &View) -> String {
    let columns: Vec<_> = view.columns.iter().map(|c| format!("NULL::{} AS {}", c.data_type, ident(&c.name))).collect();
    format!("CREATE VIEW {} AS\nSELECT {}", name(id), columns.join(", "))
}

/// `CREATE SEQUENCE`.
pub(in crate::postgres) fn create_sequence(id: &ObjectId, sequence: &Sequence) -> String {
    let unlogged = if sequence.settings.contains_key("unlogged") { "UNLOGGED " } else { "" };
    format!("CREATE {unlogged}SEQUENCE {} {}", name(id), sequence.options).trim_end().to_owned()
}

/// `OWNED BY`, for a sequence that a column owns.
pub(in crate::postgres) fn own_sequence(id: &ObjectId, sequence: &Sequence) -> Option<String> {
    let (table, column) = sequence.owned_by.as_ref()?;
    Some(format!("ALTER SEQUENCE {} OWNED BY {}.{}", name(id), name(table), ident(column)))
}
