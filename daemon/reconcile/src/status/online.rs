//! How far an online change is, as a status shows it: whole numbers, so that equal states are equal.

use serde::{Deserialize, Serialize};

/// How far the online change of a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineProgress {
    /// The table.
    pub table: String,
    /// What it is doing, in words.
    pub phase: String,
    /// Rows done in this phase.
    pub rows: u64,
    /// How many there are, by the server's estimate.
    pub of: u64,
    /// Rows per second, lately.
    pub rows_per_second: u64,
    /// How many seconds this phase goes on; none while nothing is known.
    pub left_s: Option<u64>,
    /// Rows that were replayed from the log of changes.
    pub replayed: u64,
    /// Rows that wait to be replayed.
    pub waiting: u64,
    /// How many milliseconds the reading of the log is behind.
    pub lag_ms: u64,
    /// Why it waits just now, in words.
    pub throttled: Option<String>,
}

impl From<&engine::Progress> for OnlineProgress {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate is neither negative nor beyond a u64"
    )]
    fn from(progress: &engine::Progress) -> Self {
        Self {
            table: progress.table.clone(),
            phase: progress.phase.words().to_owned(),
            rows: progress.rows,
            of: progress.of,
            rows_per_second: progress.rate.max(0.0) as u64,
            left_s: progress.left.map(|left| left.as_secs()),
            replayed: progress.replayed,
            waiting: progress.waiting,
            lag_ms: u64::try_from(progress.lag.as_millis()).unwrap_or(u64::MAX),
            throttled: progress.throttled.clone(),
        }
    }
}
