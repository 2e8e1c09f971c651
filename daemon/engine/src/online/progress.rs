//! Where an online change stands, for terminals, status and metrics.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// What an online change is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Looks whether it can be done, and makes room.
    Preparing,
    /// Rows are copied, or given their new values.
    Copying,
    /// A statement of a changelist changes rows, piece by piece.
    Changing,
    /// Indexes are built on what was copied.
    Indexing,
    /// What was written meanwhile is replayed.
    CatchingUp,
    /// Both tables are compared, row by row.
    Verifying,
    /// Everything is ready; somebody holds the exchange of names.
    Holding,
    /// The tables exchange their names.
    Exchanging,
    /// Done; the table as it was is kept and fed.
    Feeding,
    /// The table as it was gets its name back.
    Reverting,
}

impl Phase {
    /// Its words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Copying => "copying",
            Self::Changing => "changing rows",
            Self::Indexing => "building indexes",
            Self::CatchingUp => "catching up",
            Self::Verifying => "verifying",
            Self::Holding => "held before the exchange",
            Self::Exchanging => "exchanging names",
            Self::Feeding => "feeding the table as it was",
            Self::Reverting => "reverting",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Where an online change stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// The table, by its dotted name.
    pub table: String,
    /// What it is doing.
    pub phase: Phase,
    /// Rows done in this phase.
    pub rows: u64,
    /// How many there are, by the server's estimate.
    pub of: u64,
    /// Rows per second, lately.
    pub rate: f64,
    /// How long this phase goes on at that rate; none while nothing is known.
    pub left: Option<Duration>,
    /// Rows that were replayed from the log of changes, in all.
    pub replayed: u64,
    /// Rows that wait to be replayed.
    pub waiting: u64,
    /// How far the reading of the log is behind.
    pub lag: Duration,
    /// Why it waits just now, in words.
    pub throttled: Option<String>,
}

impl Progress {
    /// At its beginning.
    pub fn of_table(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            phase: Phase::Preparing,
            rows: 0,
            of: 0,
            rate: 0.0,
            left: None,
            replayed: 0,
            waiting: 0,
            lag: Duration::ZERO,
            throttled: None,
        }
    }

    /// How much of this phase is done, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share is shown with two digits")]
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { (self.rows as f64 / self.of as f64).min(1.0) }
    }
}
