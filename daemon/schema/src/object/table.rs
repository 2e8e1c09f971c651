//! Tables and their columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ObjectId;
use crate::sql::Ident;

/// Options by name, such as `fillfactor` or `strict`; the value is SQL text, empty for a bare flag.
pub type Settings = BTreeMap<Box<str>, Box<str>>;

/// A table, partitioned table or partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns in their physical order, which is not compared (MySQL: see `mysql::COLUMN_ORDER`).
    pub columns: Vec<Column>,
    /// Table constraints that the engine cannot change alone (SQLite), keys and checks (MySQL); sorted, so that their order is
    /// not compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<TableClause>,
    /// `PARTITION BY …`, without these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<Box<str>>,
    /// The partitioned table it is a partition of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<PartitionOf>,
    /// The tables it inherits from, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<ObjectId>,
    /// Everything else: storage options, persistence, `strict`, `without rowid`, row security, replica identity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: Settings,
}

/// A column, or an attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type as the server prints it; empty where SQLite declares none.
    #[serde(rename = "type")]
    pub data_type: Box<str>,
    /// Its collation as SQL, when it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Box<str>>,
    /// Whether NULL is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_null: bool,
    /// Its default as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<str>>,
    /// How it is computed, when it is a generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// Its identity clause, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Inline constraints that belong to the column text (SQLite): primary key, unique, check, references; in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<TableClause>,
    /// Everything else: storage, compression, statistics target, options, inheritance.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: Settings,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

/// A constraint written inside a table's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TableClause {
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Ident>,
    /// Its text in normal form, without `CONSTRAINT name`.
    pub definition: Box<str>,
}

/// How a generated column is computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression, without the outer parentheses.
    pub expression: Box<str>,
    /// Whether the value is stored rather than computed when read.
    pub stored: bool,
}

/// An identity column's clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `GENERATED ALWAYS` rather than `BY DEFAULT`.
    pub always: bool,
    /// The options of its sequence as SQL (`START WITH 1 INCREMENT BY 1 …`), in one fixed order.
    pub options: Box<str>,
}

/// What a partition belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: ObjectId,
    /// The bound as SQL, such as `FOR VALUES IN (1)` or `DEFAULT`.
    pub bound: Box<str>,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The same table with its columns in name order: the form that is digested.
    pub fn in_name_order(&self) -> Self {
        let mut table = self.clone();
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        table
    }

    /// Whether the two differ in nothing but the order of columns.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self == other || (self.columns.len() == other.columns.len() && self.in_name_order() == other.in_name_order())
    }
}
