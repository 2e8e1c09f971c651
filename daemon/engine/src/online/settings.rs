//! How much an online change may ask of a server, and how long it waits for what.

use std::path::PathBuf;
use std::time::Duration;

use crate::Url;

/// The settings of an online change. The defaults are for a production server that is busy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineSettings {
    /// How long one range of rows should take: ranges get longer and shorter to meet it.
    pub range_time: Duration,
    /// How many sessions copy at once; none: as many as the server gains from.
    pub workers: Option<usize>,
    /// While this file exists the names are not exchanged; everything else goes on.
    pub hold: Option<PathBuf>,
    /// While this file exists nothing is copied.
    pub pause: Option<PathBuf>,
    /// Replicas that are asked how far they are behind.
    pub replicas: Vec<Url>,
    /// How far they may be behind.
    pub max_lag: Duration,
    /// How many sessions of the server may be at work (MySQL: `Threads_running`).
    pub max_running: Option<u32>,
    /// How long the list of old row versions may get (MySQL: history list length).
    pub max_history: Option<u64>,
    /// A query; while the first column of its first row is neither NULL, 0, false nor empty, nothing is copied.
    pub throttle_query: Option<String>,
    /// How long the exchange of names may wait for the table, and hold it, each time it is tried.
    pub exchange_wait: Duration,
    /// How often the exchange of names is tried.
    pub exchange_attempts: u32,
}

impl Default for OnlineSettings {
    fn default() -> Self {
        Self {
            range_time: Duration::from_millis(150),
            workers: None,
            hold: None,
            pause: None,
            replicas: Vec::new(),
            max_lag: Duration::from_millis(1500),
            max_running: Some(64),
            max_history: Some(1_000_000),
            throttle_query: None,
            exchange_wait: Duration::from_secs(3),
            exchange_attempts: 60,
        }
    }
}
