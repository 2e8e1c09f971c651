//! What an operation costs the table it is done to: its lock, whether the table is written anew, whether its rows are read.
//!
//! Facts by version, each checked on a real server (`tests/operations.rs` beside this): the lock by `pg_locks`, the new file by `relfilenode`,
//! the reading by the rows that the statistics of the transaction count.

mod page;
mod postgres;

pub use page::page;
pub use postgres::{GIVEN, POSTGRES};

use crate::lock::LockMode;

/// One operation on the table `t`.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What it is, in words.
    pub name: &'static str,
    /// What must be there before, beside [`GIVEN`]; empty where nothing must.
    pub given: &'static str,
    /// One statement.
    pub sql: &'static str,
    /// The strongest lock that it takes on `t`; `None` where it takes none.
    pub lock: Option<LockMode>,
    /// Whether `t` gets a new file: every row is written again, and every index built again.
    pub rewrites: bool,
    /// Whether all rows of `t` are read, under that lock.
    pub reads: bool,
    /// The first major version for which this holds.
    pub since: u32,
    /// The last one that is known.
    pub until: u32,
    /// Whether it runs only outside of a transaction.
    pub stands_alone: bool,
}

impl Operation {
    /// One that takes no lock on the table, from PostgreSQL 14 to 18.
    const fn new(name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            given: "",
            sql,
            lock: None,
            rewrites: false,
            reads: false,
            since: 14,
            until: 18,
            stands_alone: false,
        }
    }

    const fn locks(self, mode: LockMode) -> Self {
        Self { lock: Some(mode), ..self }
    }

    const fn writes_anew(self) -> Self {
        Self { rewrites: true, ..self }
    }

    const fn reads(self) -> Self {
        Self { reads: true, ..self }
    }

    const fn after(self, given: &'static str) -> Self {
        Self { given, ..self }
    }

    const fn only(self, since: u32, until: u32) -> Self {
        Self { since, until, ..self }
    }

    const fn alone(self) -> Self {
        Self { stands_alone: true, ..self }
    }
}
