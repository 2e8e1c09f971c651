//! What statements do when they run in a scratch database: which locks they take, and which tables they write anew.
//!
//! Not a judgement, and no guess: a server shows it. Invariant: statements run in a scratch database alone, one after the other.

use schema::Ident;

/// What a run of statements showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The server's version as it prints it.
    pub version: String,
    /// What each statement did, up to the first that failed.
    pub statements: Vec<Traced>,
}

/// What a statement did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Traced {
    /// It ran; the tables are those that were there before it.
    Ran(Vec<TracedTable>),
    /// It ran, outside of a transaction: when it has ended, none of its locks is left to be seen.
    RanAlone,
    /// The server refused it, with the reason.
    Fails(String),
}

/// A table that a statement locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedTable {
    /// Its schema.
    pub schema: Ident,
    /// Its name before the statement.
    pub name: Ident,
    /// The modes of its locks, as `pg_locks` calls them.
    pub modes: Vec<String>,
    /// Whether it has a new file: its rows were written anew, or thrown away.
    pub is_rewritten: bool,
}
