//! `[online]` of `policies/rollout.toml`: how much an online change may ask of a server.

use std::path::PathBuf;
use std::time::Duration;

use engine::OnlineSettings;

use super::keys::ONLINE;
use super::rollout::duration;
use super::section::{Report, Section};

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

/// How online changes are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlinePolicy {
    /// How much they may ask of a server.
    pub settings: OnlineSettings,
    /// MySQL: how long the table as it was is fed with later writes.
    pub feed: Duration,
}

impl Default for OnlinePolicy {
    fn default() -> Self {
        Self { settings: OnlineSettings::default(), feed: 1800 * SECOND }
    }
}

impl OnlinePolicy {
    /// The settings of a change on a server with these replicas.
    pub fn settings(&self, replicas: Vec<engine::Url>) -> OnlineSettings {
        OnlineSettings { replicas, ..self.settings.clone() }
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
    let known = &base.settings;
    let settings = OnlineSettings {
        range_time: duration(&mut table, "range_time", MILLISECOND..=10 * SECOND, report).unwrap_or(known.range_time),
        workers: number(&mut table, "workers", 1..=64, report).or(known.workers),
        max_lag: duration(&mut table, "max_lag", 10 * MILLISECOND..=86_400 * SECOND, report).unwrap_or(known.max_lag),
        max_running: number(&mut table, "max_running", 1..=100_000, report).or(known.max_running),
        max_history: number(&mut table, "max_history", 1000..=1_000_000_000, report).or(known.max_history),
        throttle_query: text(&mut table, "throttle_query", "\"SELECT busy FROM ops.state\"", report)
            .or_else(|| known.throttle_query.clone()),
        exchange_wait: duration(&mut table, "exchange_wait", 100 * MILLISECOND..=60 * SECOND, report)
            .unwrap_or(known.exchange_wait),
        pause: text(&mut table, "pause_file", "\"/run/groundline/pause\"", report)
            .map(PathBuf::from)
            .or_else(|| known.pause.clone()),
        ..known.clone()
    };
    let feed = duration(&mut table, "feed", Duration::ZERO..=7 * 86_400 * SECOND, report).unwrap_or(base.feed);
    table.finish(report);
    OnlinePolicy { settings, feed }
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
