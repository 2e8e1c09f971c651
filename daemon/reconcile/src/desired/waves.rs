//! `canary`, `wave`, `bake`, `parallelism` and `max_failures` of `policies/rollout.toml`: in which order the targets of an environment are
//! changed.
//!
//! Not the ordering itself, which the daemon does. Invariant: where nothing is said, no target waits for another.

use std::time::Duration;

use super::code::Code;
use super::consent::Consentable;
use super::globs::read_glob;
use super::rollout::duration;
use super::section::{Report, Section};
use super::source::quoted;
use super::target::Target;
use super::value::Text;
use super::window::check_target;
use crate::window::Pattern;

const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// In which order the targets of an environment are changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WavePolicy {
    /// The targets that are changed first.
    pub canary: Vec<Pattern>,
    /// How many of the others are one wave; nothing: all.
    pub wave: Option<u16>,
    /// How long a wave is left alone before the next begins.
    pub bake: Duration,
    /// How many targets are changed at once; nothing: as many as the daemon works on.
    pub parallelism: Option<u16>,
    /// The share of a wave that may fail, in percent.
    pub max_failures: Option<u8>,
}

impl WavePolicy {
    /// Whether a target can wait for another.
    pub fn has_waves(&self) -> bool {
        !self.canary.is_empty() || self.wave.is_some() || self.max_failures.is_some()
    }

    /// Whether a target is changed first.
    pub fn is_canary(&self, target: &Target) -> bool {
        self.canary.iter().any(|pattern| pattern.is_target(target))
    }
}

/// Reads them; `base` stands for what the section does not say.
pub(super) fn read_waves(
    section: &mut Section<'_>,
    base: &WavePolicy,
    known: &Consentable<'_>,
    report: &mut Report,
) -> WavePolicy {
    let canary = section.take("canary").and_then(|value| {
        let texts = value.strings("[\"shop-prod-eu\"]", report)?;
        let read = |text: &Text<'_>| {
            let pattern = read_glob(text, report).map(Pattern)?;
            check_target(text, &pattern, known, report);
            Some(pattern)
        };
        texts.iter().map(read).collect::<Option<Vec<_>>>()
    });
    WavePolicy {
        canary: canary.unwrap_or_else(|| base.canary.clone()),
        wave: count(section, "wave", report).or(base.wave),
        bake: duration(section, "bake", Duration::ZERO..=WEEK, report).unwrap_or(base.bake),
        parallelism: count(section, "parallelism", report).or(base.parallelism),
        max_failures: share(section, report).or(base.max_failures),
    }
}

fn count(section: &mut Section<'_>, key: &str, report: &mut Report) -> Option<u16> {
    let value = section.take(key)?;
    let number = value.integer("2", report)?;
    let found = u16::try_from(number).ok().filter(|number| *number > 0);
    if found.is_none() {
        report.push(value.error(Code::BadValue, format!("`{key}` is {number}, and it goes from 1 to {}", u16::MAX)));
    }
    found
}

fn share(section: &mut Section<'_>, report: &mut Report) -> Option<u8> {
    let text = section.take("max_failures")?.string("\"10%\"", report)?;
    let number = text.text.strip_suffix('%').and_then(|number| number.parse::<u8>().ok());
    let found = number.filter(|number| *number <= 100);
    if found.is_none() {
        let message = format!("`max_failures`: {} is no share", quoted(text.text));
        report.push(text.error(Code::BadValue, message).hint("write a whole number of percent, such as \"10%\""));
    }
    found
}
