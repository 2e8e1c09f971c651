//! What a live database told, and what a scratch server showed, as a value.
//!
//! Not how it is asked: that is done above, and only the answers come here. Invariant: maps are ordered, and keys are those of
//! [`crate::read::form::Name::key`], so that the same answers make the same review.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::lock::LockMode;
use crate::read::form::Name;

/// All that a live database told; empty where nobody asked one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the server is; `None` where nobody asked.
    pub server: Option<Server>,
    /// The tables by the keys of their names.
    pub tables: BTreeMap<String, TableFacts>,
    /// What the database says of statements that change rows, by their text.
    pub explained: BTreeMap<String, Explained>,
    /// What looks at the rows brought, by their query.
    pub probes: BTreeMap<String, Probed>,
    /// What running the files on a scratch server showed, where that was done.
    pub trace: Option<Trace>,
}

/// What running files on a scratch server showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The server's version as it prints it.
    pub version: String,
    /// The statements of each file, by the byte of the file that they start at.
    pub files: BTreeMap<String, BTreeMap<usize, Traced>>,
}

/// What one statement did on a scratch server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Traced {
    /// It ran; the tables are those that were there before it.
    Ran(Vec<TracedTable>),
    /// The server refused it, with the reason.
    Fails(String),
    /// It did not run, or its locks could not be seen, with the reason.
    Unknown(String),
}

/// A table that a statement locked on a scratch server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedTable {
    /// Its name before the statement.
    pub name: Name,
    /// The strongest of its locks.
    pub lock: LockMode,
    /// Whether it got a new file: its rows were written anew, or thrown away.
    pub is_rewritten: bool,
}

/// What a server is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Server {
    /// Its version as it prints it.
    pub version: String,
    /// The version as a number that grows: `150018`, `3051003`, MySQL `80036`, MariaDB `101119`.
    pub number: u32,
    /// Whether it refuses writes.
    pub is_read_only: bool,
    /// Whether it follows another server.
    pub is_replica: bool,
    /// MySQL and MariaDB: the server's own SQL mode.
    pub sql_mode: Option<String>,
}

/// What is known of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableFacts {
    /// About how many rows it has.
    pub rows: Option<u64>,
    /// About how many bytes it has on disk.
    pub bytes: Option<u64>,
    /// Indexes that a failed build left behind, or that are being built.
    pub invalid_indexes: BTreeSet<String>,
    /// How far the counters of its columns have come: last value and greatest.
    pub counters: BTreeMap<String, (u64, u64)>,
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
    /// The key of the table; what the statement calls it, where the database says no more.
    pub table: String,
    /// The engine's word for the way.
    pub access: String,
    /// Whether every row of the table is read.
    pub is_full: bool,
    /// How many rows are read, where the database says it.
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

/// A look at the rows that would settle a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// A query for the rows that make the change fail: names and what this program wrote, nothing that could act.
    pub query: String,
    /// What such rows are, in words.
    pub rows: String,
    /// The keys of the tables that it reads.
    pub tables: BTreeSet<String>,
}

impl Facts {
    /// Nothing.
    pub(crate) const NONE: &'static Self = &Self {
        server: None,
        tables: BTreeMap::new(),
        explained: BTreeMap::new(),
        probes: BTreeMap::new(),
        trace: None,
    };

    /// Whether nobody asked a live database; a scratch server is none.
    pub fn is_empty(&self) -> bool {
        let Self { server, tables, explained, probes, trace: _ } = self;
        server.is_none() && tables.is_empty() && explained.is_empty() && probes.is_empty()
    }

    /// How many rows a way of reading reads: all of the table, or what the database says.
    pub fn read(&self, scan: &Scan) -> Option<u64> {
        let of_table = || self.tables.get(&scan.table).and_then(|table| table.rows);
        if scan.is_full { scan.rows.or_else(of_table) } else { scan.rows }
    }
}
