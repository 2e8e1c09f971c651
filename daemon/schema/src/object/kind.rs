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
    /// A collation.
    Collation,
    /// A conversion between encodings.
    Conversion,
    /// A base type as its functions see it before it is complete.
    ShellType,
    /// A base type.
    BaseType,
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
    /// A language of routines.
    Language,
    /// What carries values of a type into a language and back.
    Transform,
    /// An access method of indexes or tables.
    AccessMethod,
    /// An operator.
    Operator,
    /// An operator family.
    OperatorFamily,
    /// An operator class.
    OperatorClass,
    /// A cast.
    Cast,
    /// A text search parser.
    TextSearchParser,
    /// A text search template.
    TextSearchTemplate,
    /// A text search dictionary.
    TextSearchDictionary,
    /// A text search configuration.
    TextSearchConfiguration,
    /// A foreign data wrapper.
    ForeignDataWrapper,
    /// A foreign server.
    Server,
    /// A user mapping of a foreign server.
    UserMapping,
    /// A table.
    Table,
    /// A virtual table of SQLite.
    VirtualTable,
    /// A foreign table.
    ForeignTable,
    /// A constraint.
    Constraint,
    /// An index.
    Index,
    /// Extended statistics.
    Statistics,
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
    /// An event trigger.
    EventTrigger,
    /// A publication.
    Publication,
    /// What one grantee may do with objects that are made later.
    DefaultPrivileges,
    /// The version of an extension, where that is said.
    ExtensionVersion,
    /// Who owns an object, where that is said.
    Owner,
    /// The privileges of one grantee on one object; the last kind.
    Grant,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 48] = [
        Self::Schema,
        Self::Extension,
        Self::Collation,
        Self::Conversion,
        Self::ShellType,
        Self::BaseType,
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
        Self::Language,
        Self::Transform,
        Self::AccessMethod,
        Self::Operator,
        Self::OperatorFamily,
        Self::OperatorClass,
        Self::Cast,
        Self::TextSearchParser,
        Self::TextSearchTemplate,
        Self::TextSearchDictionary,
        Self::TextSearchConfiguration,
        Self::ForeignDataWrapper,
        Self::Server,
        Self::UserMapping,
        Self::Table,
        Self::VirtualTable,
        Self::ForeignTable,
        Self::Constraint,
        Self::Index,
        Self::Statistics,
        Self::View,
        Self::MaterializedView,
        Self::Rule,
        Self::Trigger,
        Self::Policy,
        Self::Event,
        Self::EventTrigger,
        Self::Publication,
        Self::DefaultPrivileges,
        Self::ExtensionVersion,
        Self::Owner,
        Self::Grant,
    ];

    /// The words people use, as in `materialized view`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Collation => "collation",
            Self::Conversion => "conversion",
            Self::ShellType => "shell type",
            Self::BaseType => "base type",
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
            Self::Language => "language",
            Self::Transform => "transform",
            Self::AccessMethod => "access method",
            Self::Operator => "operator",
            Self::OperatorFamily => "operator family",
            Self::OperatorClass => "operator class",
            Self::Cast => "cast",
            Self::TextSearchParser => "text search parser",
            Self::TextSearchTemplate => "text search template",
            Self::TextSearchDictionary => "text search dictionary",
            Self::TextSearchConfiguration => "text search configuration",
            Self::ForeignDataWrapper => "foreign data wrapper",
            Self::Server => "server",
            Self::UserMapping => "user mapping",
            Self::Table => "table",
            Self::VirtualTable => "virtual table",
            Self::ForeignTable => "foreign table",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Statistics => "statistics",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Rule => "rule",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Event => "event",
            Self::EventTrigger => "event trigger",
            Self::Publication => "publication",
            Self::DefaultPrivileges => "default privileges",
            Self::ExtensionVersion => "extension version",
            Self::Owner => "owner",
            Self::Grant => "grant",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
