//! What must be known of a table to save its rows.

use std::collections::BTreeMap;

use schema::{Ident, Kind, ObjectId};

use super::super::inspect::reading::is_own;
use super::super::session::{Session, value};
use super::ident;
use crate::Result;

/// The digest's column in the tables that keep rows.
pub(super) const DIGEST: &str = "groundline_digest";

/// One table of the database.
#[derive(Clone, Debug)]
pub(in crate::mysql) struct Shape {
    pub(super) name: String,
    pub(super) engine: String,
    /// Without those that are generated: with their types.
    columns: Vec<(String, String)>,
    /// The columns of a unique key without NULLs; none where there is no such key.
    pub(super) key: Vec<String>,
}

impl Shape {
    pub(super) fn id(&self) -> ObjectId {
        ObjectId::new(Kind::Table, None, Ident::from(self.name.as_str()))
    }

    /// The table as SQL.
    pub(super) fn table(&self) -> String {
        ident(&self.name)
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The names of the columns as SQL.
    pub(super) fn column_list(&self) -> String {
        self.columns().map(ident).collect::<Vec<_>>().join(", ")
    }

    /// The digest of a row, as 32 digits: of the exact value of each column. Numbers that are shown shortened are widened first.
    pub(super) fn digest(&self, row: &str) -> String {
        let part = |(name, data_type): &(String, String)| {
            let column = format!("{row}.{}", ident(name));
            let exact = match data_type.as_str() {
                "float" => format!("CAST({column} AS DOUBLE)"),
                "bit" | "enum" | "set" => format!("{column} + 0"),
                _ => column,
            };
            format!("IFNULL(SHA2(CAST({exact} AS BINARY), 256), 'NULL')")
        };
        let parts: Vec<String> = self.columns.iter().map(part).collect();
        format!("CAST(LEFT(SHA2(CONCAT({}), 256), 32) AS BINARY(32))", parts.join(", "))
    }

    /// The condition that two rows have the same key.
    pub(super) fn is(&self, one: &str, other: &str) -> String {
        let equal = |column: &String| format!("{one}.{column} = {other}.{column}", column = ident(column));
        self.key.iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// The index of the key for a table that keeps rows, behind others: both sides are looked up by it.
    pub(super) fn key_index(&self) -> String {
        let columns: Vec<_> = self.key.iter().map(|column| ident(column)).collect();
        if columns.is_empty() { String::new() } else { format!(", KEY ({})", columns.join(", ")) }
    }

    /// The key of a row, for people; the digest where there is none.
    pub(super) fn key_text(&self, row: &str) -> String {
        if self.key.is_empty() {
            return format!("CONCAT('row ', {row}.{DIGEST})");
        }
        let part = |column: &String| {
            format!("{}, CAST({row}.{} AS CHAR)", super::literal(&format!("{column} = ")), ident(column))
        };
        format!("CONCAT({})", self.key.iter().map(part).collect::<Vec<_>>().join(", ', ', "))
    }
}

impl Session {
    /// The tables of the database that are not Groundline's, by their names.
    pub(super) async fn row_shapes(&mut self) -> Result<BTreeMap<String, Shape>> {
        let sql = "SELECT c.TABLE_NAME, t.ENGINE, c.COLUMN_NAME, c.DATA_TYPE FROM information_schema.COLUMNS c \
             JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME \
             WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') \
             AND COALESCE(c.GENERATION_EXPRESSION, '') = '' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION";
        let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
        for row in self.rows(sql).await?.iter().filter(|row| !is_own(&value(row, 0))) {
            let shape = shapes.entry(value(row, 0)).or_insert_with(|| Shape {
                name: value(row, 0),
                engine: value(row, 1),
                columns: Vec::new(),
                key: Vec::new(),
            });
            shape.columns.push((value(row, 2), value(row, 3).to_ascii_lowercase()));
        }
        for (table, key) in self.unique_keys().await? {
            if let Some(shape) = shapes.get_mut(&table).filter(|shape| shape.key.is_empty()) {
                shape.key = key;
            }
        }
        Ok(shapes)
    }

    /// The unique keys without NULLs and over whole columns, the primary key of a table before its others.
    async fn unique_keys(&mut self) -> Result<Vec<(String, Vec<String>)>> {
        let sql = "SELECT s.TABLE_NAME, s.INDEX_NAME, s.COLUMN_NAME, s.SUB_PART IS NULL AND c.IS_NULLABLE = 'NO' \
             AND COALESCE(c.GENERATION_EXPRESSION, '') = '' FROM information_schema.STATISTICS s \
             LEFT JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME \
             AND c.COLUMN_NAME = s.COLUMN_NAME WHERE s.TABLE_SCHEMA = DATABASE() AND s.NON_UNIQUE = 0 \
             ORDER BY s.TABLE_NAME, s.INDEX_NAME <> 'PRIMARY', s.INDEX_NAME, s.SEQ_IN_INDEX";
        let mut keys: Vec<(String, String, Option<Vec<String>>)> = Vec::new();
        for row in &self.rows(sql).await? {
            let (table, index, column, is_fit) = (value(row, 0), value(row, 1), value(row, 2), value(row, 3) == "1");
            if keys.last().is_none_or(|(of, name, _)| *of != table || *name != index) {
                keys.push((table, index, Some(Vec::new())));
            }
            if let Some((_, _, columns)) = keys.last_mut() {
                match columns {
                    Some(columns) if is_fit => columns.push(column),
                    other => *other = None,
                }
            }
        }
        Ok(keys.into_iter().filter_map(|(table, _, columns)| Some((table, columns?))).collect())
    }
}
