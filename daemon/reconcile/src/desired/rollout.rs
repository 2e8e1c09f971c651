//! `policies/rollout.toml`: how changes reach the targets of each environment.
//!
//! Not the rollout itself. Invariant: every environment has settings, and every setting a value.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::code::Code;
use super::consent::{Consent, Consentable, read_consent};
use super::duration::{parse_duration, show_duration};
use super::globs::read_globs;
use super::keys::{CONSENT, ROLLOUT, ROLLOUT_ENVIRONMENT};
use super::name::Name;
use super::online::{OnlinePolicy, read_online};
use super::section::{Report, Section, document};
use super::source::Source;
use super::target::read_environment;
use super::wave_check_keys::WAVE_CHECK;
use super::wave_checks::{WaveCheck, read_wave_check};
use super::waves::{WavePolicy, read_waves};
use super::window::{Sort, read_periods};
use crate::window::Period;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// Whether the daemon applies a plan by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Auto,
    /// It waits for `groundline apply`.
    Manual,
}

/// What is done about drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftMode {
    /// It is not looked for.
    Off,
    /// It is shown in status.
    Observe,
    /// It is shown and reported as unhealthy.
    Alert,
}

/// How changes reach the targets of one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutSettings {
    /// Whether plans are applied by themselves.
    pub mode: Mode,
    /// How long a statement waits for a lock.
    pub lock_timeout: Duration,
    /// How long a statement may run; zero is without end.
    pub statement_timeout: Duration,
    /// How long snapshots are kept.
    pub retention: Duration,
    /// What is done about drift.
    pub drift: DriftMode,
    /// How often a target is looked at when nothing else asks for it.
    pub drift_interval: Duration,
    /// Only these objects; empty is every object.
    pub include: Vec<String>,
    /// Not these objects.
    pub exclude: Vec<String>,
    /// Whether nothing is applied for now.
    pub suspend: bool,
    /// How much an online change may ask of a server.
    pub online: OnlinePolicy,
    /// In which order targets are changed.
    pub waves: WavePolicy,
}

/// What `policies/rollout.toml` says.
#[derive(Clone, Debug)]
pub struct RolloutPolicy {
    /// The settings of every environment that says nothing else.
    pub defaults: RolloutSettings,
    /// The settings of environments that say something else, complete.
    pub environments: BTreeMap<Name, RolloutSettings>,
    /// How often a remote schema repo is asked for new commits.
    pub poll_interval: Duration,
    /// Consents to hazards, in the order of the file.
    pub consents: Vec<Consent>,
    /// When plans may begin.
    pub windows: Vec<Arc<Period>>,
    /// When no plan may begin, whatever window is open.
    pub freezes: Vec<Arc<Period>>,
    /// What must hold of a wave before the next one begins.
    pub checks: Vec<Arc<WaveCheck>>,
}

impl Default for RolloutSettings {
    fn default() -> Self {
        Self {
            mode: Mode::Manual,
            lock_timeout: 3 * SECOND,
            statement_timeout: Duration::ZERO,
            retention: 30 * DAY,
            drift: DriftMode::Alert,
            drift_interval: 300 * SECOND,
            include: Vec::new(),
            exclude: Vec::new(),
            suspend: false,
            online: OnlinePolicy::default(),
            waves: WavePolicy::default(),
        }
    }
}

impl Default for RolloutPolicy {
    fn default() -> Self {
        Self {
            defaults: RolloutSettings::default(),
            environments: BTreeMap::new(),
            poll_interval: 60 * SECOND,
            consents: Vec::new(),
            windows: Vec::new(),
            freezes: Vec::new(),
            checks: Vec::new(),
        }
    }
}

impl RolloutPolicy {
    /// The settings of an environment.
    pub fn of(&self, environment: &Name) -> &RolloutSettings {
        self.environments.get(environment).unwrap_or(&self.defaults)
    }
}

/// Reads `policies/rollout.toml`.
pub(super) fn read_rollout(
    source: &Source,
    environments: Option<&[Name]>,
    targets: &Consentable<'_>,
    report: &mut Report,
) -> RolloutPolicy {
    let read = |top: Section<'_>, report: &mut Report| policy(top, environments, targets, report);
    document(source, &ROLLOUT, report, read).unwrap_or_default()
}

fn policy(
    mut top: Section<'_>,
    known: Option<&[Name]>,
    targets: &Consentable<'_>,
    report: &mut Report,
) -> RolloutPolicy {
    let defaults = settings(&mut top, &RolloutSettings::default(), targets, report);
    let poll_interval = duration(&mut top, "poll_interval", SECOND..=DAY, report).unwrap_or(60 * SECOND);
    let mut environments = BTreeMap::new();
    let entries = top.take("environment").and_then(|value| value.entries("{ dev = { mode = \"auto\" } }", report));
    for entry in entries.unwrap_or_default() {
        let name = read_environment(&entry.key(), known, report);
        let Some(mut section) = entry.table(&ROLLOUT_ENVIRONMENT, report) else { continue };
        let settings = settings(&mut section, &defaults, targets, report);
        section.finish(report);
        environments.extend(name.map(|name| (name, settings)));
    }
    let sections = top.take("consent").map(|value| value.tables(&CONSENT, report)).unwrap_or_default();
    let consents = sections.into_iter().filter_map(|section| read_consent(section, known, targets, report)).collect();
    let mut names = BTreeMap::new();
    let mut periods = |sort: Sort, report: &mut Report| {
        let sections = top.take(sort.key()).map(|value| value.tables(sort.shape(), report)).unwrap_or_default();
        read_periods(sections, sort, known, targets, &mut names, report)
    };
    let (windows, freezes) = (periods(Sort::Window, report), periods(Sort::Freeze, report));
    let sections = top.take("check").map(|value| value.tables(&WAVE_CHECK, report)).unwrap_or_default();
    let read = |section| read_wave_check(section, known, targets, report).map(Arc::new);
    let checks = sections.into_iter().filter_map(read).collect();
    top.finish(report);
    RolloutPolicy { defaults, environments, poll_interval, consents, windows, freezes, checks }
}

/// Reads the settings that a table has; `base` stands for those it does not have.
fn settings(
    section: &mut Section<'_>,
    base: &RolloutSettings,
    targets: &Consentable<'_>,
    report: &mut Report,
) -> RolloutSettings {
    let millisecond = Duration::from_millis(1);
    let include = section.take("include").and_then(|value| read_globs(&value, report));
    let exclude = section.take("exclude").and_then(|value| read_globs(&value, report));
    RolloutSettings {
        mode: mode(section, report).unwrap_or(base.mode),
        lock_timeout: duration(section, "lock_timeout", millisecond..=3600 * SECOND, report)
            .unwrap_or(base.lock_timeout),
        statement_timeout: duration(section, "statement_timeout", Duration::ZERO..=20 * DAY, report)
            .unwrap_or(base.statement_timeout),
        retention: duration(section, "retention", Duration::ZERO..=3650 * DAY, report).unwrap_or(base.retention),
        drift: drift(section, report).unwrap_or(base.drift),
        drift_interval: duration(section, "drift_interval", SECOND..=7 * DAY, report).unwrap_or(base.drift_interval),
        include: include.unwrap_or_else(|| base.include.clone()),
        exclude: exclude.unwrap_or_else(|| base.exclude.clone()),
        suspend: section.take("suspend").and_then(|value| value.boolean("true", report)).unwrap_or(base.suspend),
        online: read_online(section, &base.online, report),
        waves: read_waves(section, &base.waves, targets, report),
    }
}

fn mode(section: &mut Section<'_>, report: &mut Report) -> Option<Mode> {
    let text = section.take("mode")?.string("\"manual\"", report)?;
    text.choose(&[("auto", Mode::Auto), ("manual", Mode::Manual)], report)
}

fn drift(section: &mut Section<'_>, report: &mut Report) -> Option<DriftMode> {
    let words = [("off", DriftMode::Off), ("observe", DriftMode::Observe), ("alert", DriftMode::Alert)];
    let text = section.take("drift")?.string("\"alert\"", report)?;
    if matches!(text.text, "propose" | "heal") {
        let message = format!("the drift mode `{}` is not built in this version", text.text);
        report.push(text.error(Code::NotBuilt, message).hint("`drift` is one of `off`, `observe`, `alert`"));
        return None;
    }
    text.choose(&words, report)
}

pub(super) fn duration(
    section: &mut Section<'_>,
    key: &str,
    allowed: std::ops::RangeInclusive<Duration>,
    report: &mut Report,
) -> Option<Duration> {
    let text = section.take(key)?.string("\"30s\"", report)?;
    let duration = text.parse(parse_duration, report)?;
    if allowed.contains(&duration) {
        return Some(duration);
    }
    let (least, most) = (show_duration(*allowed.start()), show_duration(*allowed.end()));
    let message = format!("`{key}` is {}, and it goes from {least} to {most}", show_duration(duration));
    let zero_lock = key == "lock_timeout" && duration.is_zero();
    let hint = zero_lock.then(|| "a statement that waits for a lock without end stops everyone behind it".to_owned());
    report.push(text.error(Code::BadDuration, message).maybe_hint(hint));
    None
}
