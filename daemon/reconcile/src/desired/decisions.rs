//! `rollouts/*.toml`: what people decided about rollouts.
//!
//! Not the acting on it, which the daemon does. Invariant: every decision says why, and is for targets by their names.

use std::time::SystemTime;

use globset::Glob;
use plan::HazardCode;
use schema::Digest;

use super::code::Code;
use super::consent::{Consentable, read_hazard, read_reason};
use super::control::{Cancel, Retry, Skip, read_cancel, read_retry, read_skip};
use super::decision_keys::{CANCEL, DECISIONS, RETRY, ROLLBACK, SKIP};
use super::files::{Entry, Files};
use super::load::LARGEST;
use super::name::Name;
use super::schemas::is_silent;
use super::section::{Report, Section, document};
use super::source::{Source, quoted};
use super::target::{Origin, Places, Target};
use super::value::{Text, Value};
use super::window::{check_target, read_patterns};
use crate::window::Pattern;

/// What people decided about rollouts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// The rollouts that are taken back.
    pub rollbacks: Vec<Rollback>,
    /// What is left out.
    pub skips: Vec<Skip>,
    /// The rollouts of which nothing more begins.
    pub cancels: Vec<Cancel>,
    /// What is tried once more.
    pub retries: Vec<Retry>,
}

/// A rollout that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// The commit that was in force.
    pub commit: String,
    /// The changelists that are undone.
    pub changelists: Vec<Name>,
    /// On which targets; empty is all.
    pub targets: Vec<Pattern>,
    /// Whether rows that were changed since are overwritten.
    pub overwrite: bool,
    /// The hazards that are consented to.
    pub allow: Vec<HazardCode>,
    /// What Git says while it is in force.
    pub content: Option<Digest>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub origin: Origin,
}

impl Decisions {
    /// All of them, each with whether it is in force where Git says this, at a moment.
    pub(super) fn told(&self, content: Digest, now: SystemTime) -> Vec<serde_json::Value> {
        let with = |mut told: serde_json::Value, in_force: bool| {
            told["in_force"] = in_force.into();
            told
        };
        let rollbacks = self.rollbacks.iter().map(|one| with(one.told(), one.content == Some(content)));
        let skips = self.skips.iter().map(|one| with(one.told(), one.until.is_none_or(|until| until > now)));
        let cancels = self.cancels.iter().map(|one| with(one.told(), one.content == content));
        let retries = self.retries.iter().map(|one| with(one.told(), false));
        rollbacks.chain(skips).chain(cancels).chain(retries).collect()
    }

    /// What was decided since, for the record of events.
    pub fn told_since(&self, before: &Self) -> Vec<serde_json::Value> {
        let rollbacks = self.rollbacks.iter().filter(|one| !before.rollbacks.contains(one)).map(Rollback::told);
        let skips = self.skips.iter().filter(|one| !before.skips.contains(one)).map(Skip::told);
        let cancels = self.cancels.iter().filter(|one| !before.cancels.contains(one)).map(Cancel::told);
        let retries = self.retries.iter().filter(|one| !before.retries.contains(one)).map(Retry::told);
        rollbacks.chain(skips).chain(cancels).chain(retries).collect()
    }
}

impl Rollback {
    pub(crate) fn told(&self) -> serde_json::Value {
        serde_json::json!({
            "decision": "rollback",
            "commit": self.commit,
            "changelists": self.changelists.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "targets": texts(&self.targets),
            "overwrite": self.overwrite,
            "allow": self.allow.iter().map(|code| code.name()).collect::<Vec<_>>(),
            "reason": self.reason,
            "written": self.origin.to_string(),
        })
    }

    /// Whether it is for a target.
    pub fn is_for(&self, target: &Target) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.is_target(target))
    }

    /// Whether it undoes a changelist on a target.
    pub fn undoes(&self, changelist: &Name, target: &Target) -> bool {
        self.changelists.contains(changelist) && self.is_for(target)
    }
}

/// Whether a name of a target, or a glob over names, means a target.
pub fn is_meant(pattern: &str, target: &str) -> bool {
    pattern == target || Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(target))
}

/// Globs as they are written.
pub(super) fn texts(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::text).collect()
}

/// Reads every file of `rollouts/`.
pub(super) fn read_decisions(
    entries: Vec<Entry>,
    known: &Consentable<'_>,
    files: &dyn Files,
    report: &mut Report,
) -> Decisions {
    let mut decisions = Decisions::default();
    for entry in entries {
        let name = entry.path.strip_prefix("rollouts/").unwrap_or(&entry.path);
        if is_silent(name) {
            continue;
        }
        if !name.ends_with(".toml") {
            let message = "nothing of `rollouts/` has this name";
            report.push(
                super::Diagnostic::file(Code::UnknownFile, &entry.path, message).hint("its files end in `.toml`"),
            );
            continue;
        }
        match Source::read(files, &entry.path, LARGEST) {
            Ok(source) => read_file(&source, known, &mut decisions, report),
            Err(diagnostics) => report.extend(diagnostics),
        }
    }
    decisions
}

fn read_file(source: &Source, known: &Consentable<'_>, decisions: &mut Decisions, report: &mut Report) {
    let read = |mut top: Section<'_>, report: &mut Report| {
        let mut tables = |key, shape, report: &mut Report| {
            top.take(key).map(|value| value.tables(shape, report)).unwrap_or_default().into_iter()
        };
        let rollbacks =
            tables("rollback", &ROLLBACK, report).filter_map(|one| read_rollback(one, known, report)).collect();
        let skips = tables("skip", &SKIP, report).filter_map(|one| read_skip(one, known, report)).collect();
        let cancels = tables("cancel", &CANCEL, report).filter_map(|one| read_cancel(one, known, report)).collect();
        let retries = tables("retry", &RETRY, report).filter_map(|one| read_retry(one, known, report)).collect();
        top.finish(report);
        Decisions { rollbacks, skips, cancels, retries }
    };
    if let Some(found) = document(source, &DECISIONS, report, read) {
        decisions.rollbacks.extend(found.rollbacks);
        decisions.skips.extend(found.skips);
        decisions.cancels.extend(found.cancels);
        decisions.retries.extend(found.retries);
    }
}

fn read_rollback(mut section: Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Rollback> {
    let commit = section.require("commit", report).and_then(|value| value.string("\"3f9a…\"", report));
    let commit = commit.and_then(|text| read_commit(&text, report));
    let changelists = section.take("changelists").map(|value| read_names(&value, report));
    let targets = read_targets(&mut section, known, report);
    let overwrite = section.take("overwrite").map(|value| value.boolean("true", report));
    let allow = section.take("allow").map(|value| read_hazards(&value, report));
    let content = section.take("content").map(|value| read_digest(&value, report));
    let reason = section.require("reason", report).and_then(|value| value.string("\"why it is taken back\"", report));
    let reason = reason.and_then(|text| read_reason(&text, ("a decision", "why it is taken back"), report));
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    Some(Rollback {
        commit: commit?,
        changelists: changelists.unwrap_or_else(|| Some(Vec::new()))?,
        targets: targets?,
        overwrite: overwrite.unwrap_or(Some(false))?,
        allow: allow.unwrap_or_else(|| Some(Vec::new()))?,
        content: content.map_or(Some(None), |digest| digest.map(Some))?,
        reason: reason?,
        origin,
    })
}

fn read_targets(section: &mut Section<'_>, known: &Consentable<'_>, report: &mut Report) -> Option<Vec<Pattern>> {
    read_patterns(section.take("targets"), "[\"shop-prod-eu\"]", report, |text, pattern, report| {
        note_unknown(text, pattern, known, report);
    })
}

/// Notes a glob that no target is meant by: a decision stays in Git when its targets are gone.
pub(super) fn note_unknown(text: &Text<'_>, pattern: &Pattern, known: &Consentable<'_>, report: &mut Report) {
    let mut found = Vec::new();
    check_target(text, pattern, known, &mut found);
    for one in found {
        report.push(
            text.source
                .note(Code::NotUsed, &text.span, one.message)
                .hint("take the entry out when it is no longer of use"),
        );
    }
}

fn read_commit(text: &Text<'_>, report: &mut Report) -> Option<String> {
    let is_id = matches!(text.text.len(), 40 | 64) && text.text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id {
        let message = format!("`commit`: {} is no commit id", quoted(text.text));
        report.push(text.error(Code::BadValue, message).hint("write all 40 digits, as `git rev-parse` prints them"));
    }
    is_id.then(|| text.text.to_ascii_lowercase())
}

pub(super) fn read_names(value: &Value<'_>, report: &mut Report) -> Option<Vec<Name>> {
    let texts = value.strings("[\"2026-11-22-close-stale-orders\"]", report)?;
    texts.iter().map(|text| text.parse(Name::parse, report)).collect()
}

fn read_hazards(value: &Value<'_>, report: &mut Report) -> Option<Vec<HazardCode>> {
    let texts = value.strings("[\"data-loss\"]", report)?;
    texts.iter().map(|text| read_hazard(text, report)).collect()
}

pub(super) fn read_digest(value: &Value<'_>, report: &mut Report) -> Option<Digest> {
    let text = value.string("\"sha256:…\"", report)?;
    let digest = Digest::parse(text.text);
    if digest.is_none() {
        let message = format!("`{}`: {} is no digest", text.key, quoted(text.text));
        report.push(text.error(Code::BadValue, message).hint("let `groundline` write it"));
    }
    digest
}
