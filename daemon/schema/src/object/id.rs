//! The identity of an object within one database.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::Dialect;
use crate::sql::{Ident, QualifiedName};

/// Names one object; two objects of a database never share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectId {
    /// What it is.
    pub kind: Kind,
    /// The schema it lives in; `None` for server-wide kinds and for SQLite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// The table, view or materialized view it belongs to: set for constraints, triggers, rules and policies. Of a grant: what it
    /// is on, whatever its kind; `None` for the whole database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Ident>,
    /// Its name.
    pub name: Ident,
    /// The argument types that tell overloads apart, as the server prints them; set for routines and aggregates. Of a grant: the
    /// kind of what it is on, when that is no relation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Box<str>>,
}

impl ObjectId {
    /// An object of a schema (or of none).
    pub const fn new(kind: Kind, schema: Option<Ident>, name: Ident) -> Self {
        Self { kind, schema, of: None, name, arguments: None }
    }

    /// A part of a relation: constraint, trigger, rule, policy.
    pub const fn part(kind: Kind, schema: Option<Ident>, of: Ident, name: Ident) -> Self {
        Self { kind, schema, of: Some(of), name, arguments: None }
    }

    /// A routine or aggregate with its argument types.
    pub fn routine(kind: Kind, schema: Option<Ident>, name: Ident, arguments: impl Into<Box<str>>) -> Self {
        Self { kind, schema, of: None, name, arguments: Some(arguments.into()) }
    }

    /// The privileges of `grantee` on an object, or on the whole database.
    pub fn grant(on: Option<&Self>, grantee: Ident) -> Self {
        Self {
            kind: Kind::Grant,
            schema: on.and_then(|on| on.schema.clone()),
            of: on.map(|on| on.name.clone()),
            name: grantee,
            arguments: on.and_then(Self::in_words),
        }
    }

    /// The version of an extension.
    pub fn version_of(extension: &Self) -> Self {
        Self::new(Kind::ExtensionVersion, None, extension.name.clone())
    }

    /// Who owns an object.
    pub fn owned(on: &Self) -> Self {
        let arguments = on.in_words();
        Self { arguments, ..Self::new(Kind::Owner, on.schema.clone(), on.name.clone()) }
    }

    /// What tells an object from others of its name: its kind, when it is no relation, and its arguments.
    fn in_words(&self) -> Option<Box<str>> {
        let kinds = [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable, Kind::Sequence];
        match &self.arguments {
            Some(arguments) => Some(format!("{} {arguments}", self.kind.words()).into()),
            None if kinds.contains(&self.kind) => None,
            None => Some(self.kind.words().into()),
        }
    }

    /// The relation that a constraint, trigger, rule or policy belongs to, seen as an object of `kind`.
    pub fn owner(&self, kind: Kind) -> Option<Self> {
        self.of.clone().map(|of| Self::new(kind, self.schema.clone(), of))
    }

    /// The dotted name without quotes, as people and globs write it: `public.users`, `public.users.users_pkey`,
    /// `public.total(integer)`.
    pub fn dotted(&self) -> String {
        let mut text = String::new();
        for part in [&self.schema, &self.of].into_iter().flatten() {
            text.push_str(part.as_str());
            text.push('.');
        }
        text.push_str(self.name.as_str());
        if let Some(arguments) = &self.arguments {
            text.push('(');
            text.push_str(arguments);
            text.push(')');
        }
        text
    }
}

impl ObjectId {
    /// The name in its schema as SQL, each part quoted where it must be; without arguments, and without what it belongs to.
    pub fn qualified(&self, dialect: Dialect) -> String {
        QualifiedName { schema: self.schema.clone(), name: self.name.clone() }.display(dialect).to_string()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.dotted())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
