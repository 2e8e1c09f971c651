//! What stands beside tables: constraints, indexes, views, sequences.

use serde::{Deserialize, Serialize};

use super::{ObjectId, Settings};
use crate::sql::Ident;

/// The kinds of constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`.
    Unique,
    /// `FOREIGN KEY`.
    Foreign,
    /// `CHECK`.
    Check,
    /// `EXCLUDE`.
    Exclusion,
}

/// A constraint that the engine can add and drop alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// Its kind.
    pub kind: ConstraintKind,
    /// Its definition as the server prints it, without `CONSTRAINT name` and without `NOT VALID`.
    pub definition: Box<str>,
    /// Whether the existing rows are known to obey it.
    pub validated: bool,
    /// The columns it speaks of, in order; empty where it is about expressions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Ident>,
    /// The table a foreign key points to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<ObjectId>,
    /// Whether it came from a parent table and cannot be changed here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// Everything else: storage options and tablespace of its index, `CLUSTER`, replica identity.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl Constraint {
    /// Whether rows have to obey it; PostgreSQL has constraints that are only declared from 18 on.
    pub fn is_enforced(&self) -> bool {
        !self.definition.ends_with(" NOT ENFORCED")
    }
}

/// An index that no constraint owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The table or materialized view it is on.
    pub on: ObjectId,
    /// The whole `CREATE INDEX` statement as the server prints it.
    pub definition: Box<str>,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether it can be used; a concurrent build that failed leaves an invalid one.
    pub valid: bool,
    /// The index of the partitioned table that it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ObjectId>,
    /// Everything else: statistics targets, `CLUSTER`, replica identity.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

/// A view or materialized view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The query, without a closing semicolon, as the server prints it (SQLite: the normalised text after `AS`).
    pub query: Box<str>,
    /// The columns it shows, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ViewColumn>,
    /// Options such as `security_barrier`, `check_option`, `with data`, `algorithm`.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

/// A column that a view shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// Its name.
    pub name: Ident,
    /// Its type and collation as the server prints them.
    #[serde(rename = "type")]
    pub data_type: Box<str>,
    /// Its default as SQL, where the view was given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<str>>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its options as SQL (`AS integer START WITH 1 INCREMENT BY 1 …`), complete and in one fixed order.
    pub options: Box<str>,
    /// The table and column that own it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<(ObjectId, Ident)>,
    /// Everything else, such as `unlogged`.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}
