//! What a live database can tell about a change that somebody wants to make, without making it.
//!
//! Not a judgement: that is the review's. Invariant: nothing of a statement that is asked about is executed, every question is
//! read-only and bounded in time, and what cannot be told says why.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use schema::ObjectId;

/// How much a question may cost.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How long one question may take.
    pub time: Duration,
    /// How many rows are counted at most, where an engine has no estimates.
    pub rows: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { time: Duration::from_secs(5), rows: 100_000 }
    }
}

/// What a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFacts {
    /// Its version as it prints it.
    pub version: String,
    /// The version as a number that grows, as [`crate::Version`] has it.
    pub number: u32,
    /// Whether it refuses writes.
    pub is_read_only: bool,
    /// Whether it follows another server.
    pub is_replica: bool,
    /// MySQL and MariaDB: the server's own SQL mode.
    pub sql_mode: Option<String>,
}

/// Who a session is on its server, and what it may do there. What is not listed is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role, where an engine has owners.
    pub role: Option<String>,
    /// The owners of tables and views.
    pub owners: BTreeMap<ObjectId, String>,
    /// What may be done with tables and views, in upper case; `OWNER` where the session may act as the owner.
    pub tables: BTreeMap<ObjectId, BTreeSet<String>>,
    /// What may be done in schemas, by their names; MySQL has one, without a name.
    pub schemas: BTreeMap<String, BTreeSet<String>>,
}

/// A counter that gives a column its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The table.
    pub table: ObjectId,
    /// The column.
    pub column: String,
    /// How far it has counted.
    pub last: u64,
    /// How far it can count: the column's type or the counter's own bound, whichever comes first.
    pub most: u64,
}

/// An index that exists and serves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidIndex {
    /// The table.
    pub table: ObjectId,
    /// Its name.
    pub name: String,
}

/// A statement that changes rows, to be explained.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The statement, alone and without its semicolon.
    pub statement: &'a str,
    /// A SELECT of the rows that it would change, where one could be made of it.
    pub select: Option<&'a str>,
}

/// What a database says of a statement that it did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// It would change about so many rows.
    Rows {
        /// How many.
        rows: u64,
        /// Whether there are more: counting stopped there.
        is_more: bool,
        /// Whether they were counted, and not estimated.
        is_counted: bool,
        /// How it would find them.
        scans: Vec<Scan>,
    },
    /// The database refuses it, with the reason.
    Fails(String),
    /// The database was not asked, or could not tell, with the reason.
    Unknown(String),
}

/// How one table would be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The schema of the table, where the engine says it.
    pub schema: Option<String>,
    /// The table, or what the statement calls it.
    pub table: String,
    /// The engine's word for the way.
    pub access: String,
    /// Whether every row of the table is read.
    pub is_full: bool,
    /// How many rows are read or found, by the engine's estimate, where it has one.
    pub rows: Option<u64>,
}

/// What a look at the rows brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probed {
    /// So many rows of the kind that was looked for.
    Found {
        /// How many.
        rows: u64,
        /// Whether there are more: counting stopped there.
        is_more: bool,
    },
    /// There is none.
    Clean,
    /// It could not be told, with the reason.
    Unknown(String),
}

/// How many rows of a kind are counted.
const EXAMPLES: u64 = 100;

/// The query that counts the rows of another one, up to a bound.
pub(crate) fn counting(query: &str, bound: u64) -> String {
    format!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM ({query}\n) AS matched LIMIT {}) AS counted",
        bound.saturating_add(1)
    )
}

/// The query of a probe.
pub(crate) fn probing(query: &str) -> String {
    counting(query, EXAMPLES)
}

/// What the count of a probe says.
pub(crate) fn probed(count: u64) -> Probed {
    match count {
        0 => Probed::Clean,
        rows => Probed::Found { rows: rows.min(EXAMPLES), is_more: rows > EXAMPLES },
    }
}

/// What an error says of a question: the session itself must be well.
pub(crate) fn unanswered(error: crate::Error) -> crate::Result<String> {
    use crate::Error;
    match error {
        lost @ Error::ConnectionLost { .. } => Err(lost),
        Error::MissingPrivilege { reason, .. } => Ok(format!("the login has no right: {reason}")),
        Error::StatementTimeout { .. } => Ok("the database took too long to answer".to_owned()),
        Error::LockTimeout { .. } => Ok("another session holds a lock on it".to_owned()),
        Error::Statement { message, .. } => Ok(message),
        other => Ok(other.to_string()),
    }
}
