//! `[[skip]]`, `[[cancel]]` and `[[retry]]` of `rollouts/*.toml`: how people steer a rollout that is under way.
//!
//! Not the steering, which the daemon does. Invariant: each says why, and a cancel names what it is for, so that it ends by itself.

use std::time::SystemTime;

use schema::Digest;
use serde_json::{Value as Json, json};

use super::code::Code;
use super::consent::{Consentable, read_reason};
use super::decisions::{note_unknown, read_digest, read_names, texts};
use super::end::read_end;
use super::name::Name;
use super::section::{Report, Section};
use super::target::{Origin, Places, Target};
use super::window::read_patterns;
use crate::window::Pattern;

/// Targets, or changelists on targets, that are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The targets.
    pub targets: Vec<Pattern>,
    /// The changelists; where there are none, the targets are left as they are.
    pub changelists: Vec<Name>,
    /// When it ends; never, where there is nothing.
    pub until: Option<SystemTime>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub origin: Origin,
}

/// A rollout of which nothing more begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancel {
    /// The targets; none is all.
    pub targets: Vec<Pattern>,
    /// What Git says while it is in force.
    pub content: Digest,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub origin: Origin,
}

/// Targets where a plan that failed is to be tried once more: the commit that brings it lets the daemon try again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The targets.
    pub targets: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub origin: Origin,
}

impl Skip {
    /// Whether a target is left as it is at a moment.
    pub fn leaves(&self, target: &Target, now: SystemTime) -> bool {
        let is_over = self.until.is_some_and(|until| until <= now);
        self.changelists.is_empty() && !is_over && is_target(&self.targets, target)
    }

    /// Whether a changelist is left out on a target.
    pub fn leaves_out(&self, changelist: &Name, target: &Target) -> bool {
        self.changelists.contains(changelist) && is_target(&self.targets, target)
    }

    pub(super) fn told(&self) -> Json {
        let changelists: Vec<_> = self.changelists.iter().map(ToString::to_string).collect();
        json!({ "decision": "skip", "targets": texts(&self.targets), "changelists": changelists, "reason": self.reason,
            "written": self.origin.to_string() })
    }
}

impl Cancel {
    /// Whether it is for a target.
    pub fn is_for(&self, target: &Target) -> bool {
        self.targets.is_empty() || is_target(&self.targets, target)
    }

    pub(super) fn told(&self) -> Json {
        json!({ "decision": "cancel", "targets": texts(&self.targets), "content": self.content, "reason": self.reason,
            "written": self.origin.to_string() })
    }
}

impl Retry {
    pub(super) fn told(&self) -> Json {
        json!({ "decision": "retry", "targets": texts(&self.targets), "reason": self.reason, "written": self.origin.to_string() })
    }
}

fn is_target(patterns: &[Pattern], target: &Target) -> bool {
    patterns.iter().any(|pattern| pattern.is_target(target))
}

/// Reads one `[[skip]]`.
pub(super) fn read_skip(mut section: Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Skip> {
    let targets = read_some(&mut section, known, report);
    let changelists = section.take("changelists").map(|value| read_names(&value, report));
    let end = section.take("until");
    let until = end.as_ref().map(|value| read_end(value, report));
    let reason = reason(&mut section, report);
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    let changelists = changelists.unwrap_or_else(|| Some(Vec::new()))?;
    if let Some(value) = end.filter(|_| !changelists.is_empty()) {
        let message =
            "`until` stands beside `changelists`, and a changelist that is left out stays so while the entry is there";
        report.push(
            value.at_key(Code::BadValue, message).hint("take `until` out, and the entry when the changelist is to run"),
        );
        return None;
    }
    let until = until.map_or(Some(None), |end| end.map(Some))?;
    Some(Skip { targets: targets?, changelists, until, reason: reason?, origin })
}

/// Reads one `[[cancel]]`.
pub(super) fn read_cancel(mut section: Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Cancel> {
    let targets = read_patterns(section.take("targets"), "[\"shop-prod-eu\"]", report, |text, pattern, report| {
        note_unknown(text, pattern, known, report);
    });
    let content = section.require("content", report).and_then(|value| read_digest(&value, report));
    let reason = reason(&mut section, report);
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    Some(Cancel { targets: targets?, content: content?, reason: reason?, origin })
}

/// Reads one `[[retry]]`.
pub(super) fn read_retry(mut section: Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Retry> {
    let targets = read_some(&mut section, known, report);
    let reason = reason(&mut section, report);
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    Some(Retry { targets: targets?, reason: reason?, origin })
}

/// Reads targets that must be named.
fn read_some(section: &mut Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Vec<Pattern>> {
    let value = section.require("targets", report)?;
    read_patterns(Some(value), "[\"shop-prod-eu\"]", report, |text, pattern, report| {
        note_unknown(text, pattern, known, report);
    })
}

fn reason(section: &mut Section<'_>, report: &mut Report) -> Option<String> {
    let text = section.require("reason", report)?.string("\"why\"", report)?;
    read_reason(&text, ("a decision", "why it is so"), report)
}
