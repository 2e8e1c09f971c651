//! The kinds of objects.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of an object; the order is the order in which plans and diffs list kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A namespace.
    Schema,
    /// A PostgreSQL extension.
    Extension,
    /// An enumerated type.
    Enum,
    /// A domain.
    Domain,
    /// A composite type.
    Composite,
    /// A range type.
    Range,
    /// A sequence.
    Sequence,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// A package of routines (MariaDB).
    Package,
    /// The body of a package (MariaDB).
    PackageBody,
    /// An aggregate.
    Aggregate,
    /// A table.
    Table,
    /// A virtual table of SQLite.
    VirtualTable,
    /// A constraint.
    Constraint,
    /// An index.
    Index,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A rewrite rule.
    Rule,
    /// A trigger.
    Trigger,
    /// A row security policy.
    Policy,
    /// A scheduled event (MySQL).
    Event,
    /// The privileges of one grantee on one object.
    Grant,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 23] = [
        Self::Schema,
        Self::Extension,
        Self::Enum,
        Self::Domain,
        Self::Composite,
        Self::Range,
        Self::Sequence,
        Self::Function,
        Self::Procedure,
        Self::Package,
        Self::PackageBody,
        Self::Aggregate,
        Self::Table,
        Self::VirtualTable,
        Self::Constraint,
        Self::Index,
        Self::View,
        Self::MaterializedView,
        Self::Rule,
        Self::Trigger,
        Self::Policy,
        Self::Event,
        Self::Grant,
    ];

    /// The words people use, as in `materialized view`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Enum => "enum",
            Self::Domain => "domain",
            Self::Composite => "composite type",
            Self::Range => "range type",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Package => "package",
            Self::PackageBody => "package body",
            Self::Aggregate => "aggregate",
            Self::Table => "table",
            Self::VirtualTable => "virtual table",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Rule => "rule",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Event => "event",
            Self::Grant => "grant",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
