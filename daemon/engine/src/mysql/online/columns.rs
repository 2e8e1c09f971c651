//! What the catalog says of a table's columns and indexes, as far as rows are moved by it.

use schema::{Dialect, Ident};

use crate::Result;
use crate::mysql::ledger::quoted;
use crate::mysql::session::{Session, text, value};

/// A name as it stands in a statement.
pub(super) fn name(name: &str) -> String {
    Ident::from(name).display(Dialect::MySql).to_string()
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// `int(10) unsigned`.
    pub(super) full_type: String,
    /// `int`.
    pub(super) data_type: String,
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) is_nullable: bool,
    pub(super) is_generated: bool,
    pub(super) has_default: bool,
    pub(super) is_counted: bool,
    pub(super) precision: u32,
    pub(super) scale: u32,
    /// Digits of the fraction of a second.
    pub(super) fraction: u32,
}

impl Column {
    pub(super) fn is_integer(&self) -> bool {
        matches!(self.data_type.as_str(), "tinyint" | "smallint" | "mediumint" | "int" | "bigint")
    }

    pub(super) fn is_unsigned(&self) -> bool {
        self.full_type.contains("unsigned")
    }

    pub(super) fn is_float(&self) -> bool {
        matches!(self.data_type.as_str(), "float" | "double")
    }

    /// Whether its values have a character set.
    pub(super) const fn is_text(&self) -> bool {
        self.charset.is_some()
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }

    /// Whether a value is stored there as it is in the other.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.full_type == other.full_type && self.charset == other.charset
    }

    /// Its name as it stands in a statement.
    pub(super) fn quoted(&self) -> String {
        name(&self.name)
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) is_unique: bool,
    /// `BTREE`.
    pub(super) method: String,
    /// Its columns; none for an expression or a part of a column.
    pub(super) columns: Vec<Option<String>>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
}

impl Table {
    /// Reads it; without columns where there is no such table.
    pub(super) async fn read(session: &mut Session, table: &str) -> Result<Self> {
        let of_table = format!("TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}", quoted(table));
        let columns = session
            .rows(&format!(
                "SELECT COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE, EXTRA, COLUMN_DEFAULT, \
                 GENERATION_EXPRESSION, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION FROM information_schema.COLUMNS \
                 WHERE {of_table} ORDER BY ORDINAL_POSITION"
            ))
            .await?;
        let number = |row, at| value(row, at).parse().unwrap_or_default();
        let column = |row| Column {
            name: value(row, 0),
            full_type: value(row, 1).to_lowercase(),
            data_type: value(row, 2).to_lowercase(),
            charset: text(row, 3),
            collation: text(row, 4),
            is_nullable: value(row, 5) == "YES",
            is_counted: value(row, 6).contains("auto_increment"),
            has_default: text(row, 7).is_some(),
            is_generated: !value(row, 8).is_empty(),
            precision: number(row, 9),
            scale: number(row, 10),
            fraction: number(row, 11),
        };
        let columns = columns.iter().map(column).collect();
        let parts = session
            .rows(&format!(
                "SELECT INDEX_NAME, NON_UNIQUE, INDEX_TYPE, IF(SUB_PART IS NULL, COLUMN_NAME, NULL) FROM information_schema.STATISTICS \
                 WHERE {of_table} ORDER BY INDEX_NAME, SEQ_IN_INDEX"
            ))
            .await?;
        let mut indexes: Vec<Index> = Vec::new();
        for row in &parts {
            let (index, column) = (value(row, 0), text(row, 3));
            match indexes.last_mut().filter(|last| last.name == index) {
                Some(last) => last.columns.push(column),
                None => indexes.push(Index {
                    name: index,
                    is_unique: value(row, 1) == "0",
                    method: value(row, 2),
                    columns: vec![column],
                }),
            }
        }
        Ok(Self { name: table.to_owned(), columns, indexes })
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.is_named(name))
    }

    /// Its name as it stands in a statement.
    pub(super) fn quoted(&self) -> String {
        name(&self.name)
    }

    /// The column that the server counts up.
    pub(super) fn counted(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.is_counted)
    }
}
