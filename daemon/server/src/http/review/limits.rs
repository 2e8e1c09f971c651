//! How much may be asked for: `[review]` of the daemon's configuration.
//!
//! Invariant: every limit is there and above zero.

use std::time::Duration;

use reconcile::desired::parse_duration;
use serde::{Deserialize, Deserializer};

/// When to ask again where nobody can tell.
pub(super) const SOON: Duration = Duration::from_secs(2);

const MIB: usize = 1 << 20;

/// How much may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How many reviews an account may ask for in a minute, on and on.
    pub(super) per_minute: u32,
    /// How many it may ask for at once after a pause.
    pub(super) burst: u32,
    /// The most bytes of a body.
    pub(super) largest_body: usize,
    /// How long a body may take to arrive.
    pub(super) body_time: Duration,
    /// How many reviews run at once.
    pub(super) at_once: usize,
    /// How many requests are held at once, running and waiting.
    pub(super) held: usize,
    /// How long a review may take, with its waiting.
    pub(super) time_limit: Duration,
}

/// `[review]` as it is written.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitsFile {
    per_minute: Option<u32>,
    burst: Option<u32>,
    largest_body: Option<usize>,
    #[serde(default, deserialize_with = "duration")]
    body_time: Option<Duration>,
    at_once: Option<usize>,
    held: Option<usize>,
    #[serde(default, deserialize_with = "duration")]
    time_limit: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            per_minute: 60,
            burst: 20,
            largest_body: 4 * MIB,
            body_time: Duration::from_secs(10),
            at_once: cores,
            held: 16.max(cores),
            time_limit: Duration::from_secs(30),
        }
    }
}

impl LimitsFile {
    /// The limits, with the defaults where nothing is said.
    ///
    /// # Errors
    /// The key that is zero.
    pub(crate) fn limits(&self) -> Result<Limits, &'static str> {
        let default = Limits::default();
        let at_once = self.at_once.unwrap_or(default.at_once);
        let limits = Limits {
            per_minute: self.per_minute.unwrap_or(default.per_minute),
            burst: self.burst.unwrap_or(default.burst),
            largest_body: self.largest_body.unwrap_or(default.largest_body),
            body_time: self.body_time.unwrap_or(default.body_time),
            at_once,
            held: self.held.unwrap_or(default.held).max(at_once),
            time_limit: self.time_limit.unwrap_or(default.time_limit),
        };
        let is_zero = [
            ("per_minute", limits.per_minute == 0),
            ("burst", limits.burst == 0),
            ("largest_body", limits.largest_body == 0),
            ("body_time", limits.body_time.is_zero()),
            ("at_once", limits.at_once == 0),
            ("held", limits.held == 0),
            ("time_limit", limits.time_limit.is_zero()),
        ];
        is_zero.into_iter().find(|(_, is_zero)| *is_zero).map_or(Ok(limits), |(key, _)| Err(key))
    }
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_duration(&text).map(Some).map_err(serde::de::Error::custom)
}
