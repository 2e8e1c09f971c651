//! What a database consists of: objects, each with an identity, facts, and edges to what it needs.
//!
//! An object says *what is*, in the form in which the server itself reports it; it never says how to get there.

mod grant;
mod id;
mod kind;
pub mod mysql;
mod relation;
mod routine;
mod table;

use serde::{Deserialize, Serialize};

pub use grant::Grant;
pub use id::ObjectId;
pub use kind::Kind;
pub use relation::{Constraint, ConstraintKind, Index, Sequence, View, ViewColumn};
pub use routine::{Domain, DomainCheck, Program, Routine};
pub use table::{Column, Generated, Identity, PartitionOf, Settings, Table, TableClause};

use crate::digest::Digest;
use crate::sql::Ident;

/// One thing in a database that can be created, altered and dropped by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its identity.
    pub id: ObjectId,
    /// What it is.
    pub facts: Facts,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
    /// The objects it cannot exist without, sorted; never its own identity. Not part of its digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<ObjectId>,
    /// Statements that restore privileges (and ownership) after it was replaced. Neither compared nor part of its digest:
    /// what is to be compared of them is an object of its own ([`Grant`]). What MySQL keeps here is told in `mysql`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Box<str>>,
}

/// What an object is, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facts {
    /// A namespace.
    Schema,
    /// A PostgreSQL extension.
    Extension {
        /// The schema that its objects live in.
        schema: Ident,
    },
    /// An enumerated type with its labels in order.
    Enum {
        /// The labels, in sort order.
        labels: Vec<Box<str>>,
    },
    /// A domain.
    Domain(Domain),
    /// A composite type: its attributes as columns.
    Composite {
        /// The attributes, in order.
        attributes: Vec<Column>,
    },
    /// A sequence that is not the implementation of an identity column.
    Sequence(Sequence),
    /// A function or procedure.
    Routine(Routine),
    /// A stored program of MySQL: procedure, function, package, package body, trigger, event.
    Program(Program),
    /// A table, partitioned table or partition.
    Table(Table),
    /// A constraint that the engine can add and drop alone.
    Constraint(Constraint),
    /// An index that no constraint owns.
    Index(Index),
    /// A view.
    View(View),
    /// A materialized view.
    MaterializedView(View),
    /// The privileges of one grantee on one object.
    Grant(Grant),
    /// Any kind whose only change is to be replaced: triggers, rules, policies, aggregates, ranges, virtual tables …
    Defined {
        /// The statement that creates it, without a closing semicolon, in the server's own form.
        definition: Box<str>,
    },
}

impl Object {
    /// An object with facts and nothing else.
    pub fn new(id: ObjectId, facts: Facts) -> Self {
        Self { id, facts, comment: None, depends_on: Vec::new(), grants: Vec::new() }
    }

    /// The digest of everything that a plan would change: identity, facts, comment. Column order does not count.
    pub fn digest(&self) -> Digest {
        let id = encode(&self.id);
        let facts = match &self.facts {
            Facts::Table(table) => encode(&table.in_name_order()),
            other => encode(other),
        };
        let comment = encode(&self.comment);
        Digest::of_parts([id.as_slice(), facts.as_slice(), comment.as_slice()])
    }

    /// Whether a plan would have nothing to do between the two; column order does not count.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.id == other.id
            && self.comment == other.comment
            && match (&self.facts, &other.facts) {
                (Facts::Table(left), Facts::Table(right)) => left.is_same_as(right),
                (left, right) => left == right,
            }
    }

    /// The table facts, when this is a table.
    pub const fn table(&self) -> Option<&Table> {
        match &self.facts {
            Facts::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What must be there for it to be as it is: what it depends on, and the table whose column owns it.
    pub fn needed(&self) -> impl Iterator<Item = &ObjectId> {
        let owner = match &self.facts {
            Facts::Sequence(sequence) => sequence.owned_by.as_ref().map(|(table, _)| table),
            _ => None,
        };
        self.depends_on.iter().chain(owner)
    }
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    crate::canonical::encode(value)
}
