//! `[online]` of `policies/rollout.toml`: how much an online change may ask of a server.

use std::path::PathBuf;
use std::time::Duration;

use engine::OnlineSettings;

use super::keys::ONLINE;
use super::rollout::duration;
use super::section::{Report, Section};

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

/// How much an online change may ask of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlinePolicy {
    /// How long copying one range of rows should take.
    pub range_time: Duration,
    /// How many sessions copy at once; none: as many as the server gains from.
    pub workers: Option<usize>,
    /// How far replicas may be behind.
    pub max_lag: Duration,
    /// How many sessions of the server may be at work.
    pub max_running: u32,
    /// MySQL: how long the list of old row versions may get.
    pub max_history: u64,
    /// While this query gives something, nothing is copied.
    pub throttle_query: Option<String>,
    /// How long the exchange may wait for the table.
    pub exchange_wait: Duration,
    /// While this file exists nothing is copied.
    pub pause_file: Option<PathBuf>,
    /// MySQL: how long the table as it was is fed with later writes.
    pub feed: Duration,
}

impl Default for OnlinePolicy {
    fn default() -> Self {
        let settings = OnlineSettings::default();
        Self {
            range_time: settings.range_time,
            workers: settings.workers,
            max_lag: settings.max_lag,
            max_running: settings.max_running.unwrap_or(u32::MAX),
            max_history: settings.max_history.unwrap_or(u64::MAX),
            throttle_query: None,
            exchange_wait: settings.exchange_wait,
            pause_file: None,
            feed: 1800 * SECOND,
        }
    }
}

impl OnlinePolicy {
    /// The settings of a change on a server with these replicas.
    pub fn settings(&self, replicas: Vec<engine::Url>) -> OnlineSettings {
        OnlineSettings {
            range_time: self.range_time,
            workers: self.workers,
            pause: self.pause_file.clone(),
            replicas,
            max_lag: self.max_lag,
            max_running: Some(self.max_running),
            max_history: Some(self.max_history),
            throttle_query: self.throttle_query.clone(),
            exchange_wait: self.exchange_wait,
            ..OnlineSettings::default()
        }
    }
}

/// Reads the `online` table of a section; `base` stands for what it does not say.
pub(super) fn read_online(section: &mut Section<'_>, base: &OnlinePolicy, report: &mut Report) -> OnlinePolicy {
    let Some(mut table) = section.take("online").and_then(|value| value.table(&ONLINE, report)) else {
        return base.clone();
    };
    let text = |table: &mut Section<'_>, key: &str, example: &str, report: &mut Report| {
        Some(table.take(key)?.string(example, report)?.text.to_owned())
    };
    let policy = OnlinePolicy {
        range_time: duration(&mut table, "range_time", MILLISECOND..=10 * SECOND, report).unwrap_or(base.range_time),
        workers: number(&mut table, "workers", 1..=64, report).or(base.workers),
        max_lag: duration(&mut table, "max_lag", 10 * MILLISECOND..=86_400 * SECOND, report).unwrap_or(base.max_lag),
        max_running: number(&mut table, "max_running", 1..=100_000, report).unwrap_or(base.max_running),
        max_history: number(&mut table, "max_history", 1000..=1_000_000_000, report).unwrap_or(base.max_history),
        throttle_query: text(&mut table, "throttle_query", "\"SELECT busy FROM ops.state\"", report)
            .or_else(|| base.throttle_query.clone()),
        exchange_wait: duration(&mut table, "exchange_wait", 100 * MILLISECOND..=60 * SECOND, report)
            .unwrap_or(base.exchange_wait),
        pause_file: text(&mut table, "pause_file", "\"/run/groundline/pause\"", report)
            .map(PathBuf::from)
            .or_else(|| base.pause_file.clone()),
        feed: duration(&mut table, "feed", Duration::ZERO..=7 * 86_400 * SECOND, report).unwrap_or(base.feed),
    };
    table.finish(report);
    policy
}

fn number<T: TryFrom<i64>>(
    table: &mut Section<'_>,
    key: &str,
    allowed: std::ops::RangeInclusive<i64>,
    report: &mut Report,
) -> Option<T> {
    let value = table.take(key)?;
    let number = value.integer("32", report)?;
    if allowed.contains(&number) {
        return T::try_from(number).ok();
    }
    let message = format!("`{key}` is {number}, and it goes from {} to {}", allowed.start(), allowed.end());
    report.push(value.error(super::code::Code::BadValue, message));
    None
}
