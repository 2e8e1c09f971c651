//! Consent in Git: `[[consent]]` of `policies/rollout.toml`.
//!
//! Not the question whether a plan may run. Invariant: a consent names its hazard, objects, targets and reason.

use std::time::SystemTime;

use globset::{Glob, GlobMatcher};
use plan::HazardCode;

use super::code::Code;
use super::decisions::Rollback;
use super::end::read_end;
use super::globs::read_glob;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::section::{Report, Section};
use super::source::quoted;
use super::target::{Origin, Places, Target, read_environment};
use super::target_set::TargetSet;
use super::value::Text;
use crate::window::Pattern;

/// Consent to one hazard on some objects of some targets.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The targets it holds for.
    pub scope: ConsentScope,
    /// The hazard.
    pub hazard: HazardCode,
    /// Why.
    pub reason: String,
    /// When it ends; never, where there is nothing.
    pub until: Option<SystemTime>,
    /// Where it is written.
    pub origin: Origin,
    object: GlobMatcher,
}

/// The targets that a consent holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentScope {
    /// Targets by their names, or target sets by theirs.
    Targets(Vec<String>),
    /// Every target of an environment.
    Environment(Name),
    /// Targets by globs over their names; none is every target.
    Matching(Vec<Pattern>),
}

impl Consent {
    /// Whether it holds for a hazard on an object of a target at a moment.
    ///
    /// The object is given by its dotted name.
    pub fn covers(&self, target: &Target, object: &str, hazard: HazardCode, now: SystemTime) -> bool {
        let in_scope = match &self.scope {
            ConsentScope::Environment(name) => *name == target.kind.environment,
            ConsentScope::Targets(names) => {
                let named = |name: &String| target.name == name.as_str() || target.set.as_ref() == Some(name);
                names.iter().any(named)
            }
            ConsentScope::Matching(patterns) => {
                patterns.is_empty() || patterns.iter().any(|pattern| pattern.is_target(target))
            }
        };
        in_scope && hazard == self.hazard && !self.is_over(now) && self.object.is_match(object)
    }

    /// The consents that the taking back of a rollout bears while it is in force.
    pub(super) fn of_rollback(rollback: &Rollback) -> Vec<Self> {
        let Ok(every) = Glob::new("*") else { return Vec::new() };
        let of = |hazard: &HazardCode| Self {
            scope: ConsentScope::Matching(rollback.targets.clone()),
            hazard: *hazard,
            reason: rollback.reason.clone(),
            until: None,
            origin: rollback.origin.clone(),
            object: every.compile_matcher(),
        };
        rollback.allow.iter().map(of).collect()
    }

    /// Whether its end has come.
    pub fn is_over(&self, now: SystemTime) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// The glob of the objects it holds for.
    pub fn object(&self) -> &str {
        self.object.glob().glob()
    }
}

/// The targets that a consent may name; nothing where not all of them could be read.
pub(super) struct Consentable<'a> {
    pub(super) targets: Option<Vec<&'a Name>>,
    pub(super) sets: &'a [TargetSet],
}

/// Reads one `[[consent]]`.
pub(super) fn read_consent(
    mut section: Section<'_>,
    environments: Option<&[Name]>,
    known: &Consentable<'_>,
    report: &mut Report,
) -> Option<Consent> {
    let scope = read_scope(&mut section, environments, known, report);
    let object = section.require("object", report).and_then(|value| value.string("\"public.orders\"", report));
    let object = object.and_then(|text| read_glob(&text, report));
    let hazard = section.require("hazard", report).and_then(|value| value.string("\"data-loss\"", report));
    let hazard = hazard.and_then(|text| read_hazard(&text, report));
    let reason = section.require("reason", report).and_then(|value| value.string("\"why it may be lost\"", report));
    let reason = reason.and_then(|text| read_reason(&text, ("a consent", "why it may be lost"), report));
    let until = section.take("until").map(|value| read_end(&value, report));
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    Some(Consent {
        scope: scope?,
        hazard: hazard?,
        reason: reason?,
        until: until.map_or(Some(None), |end| end.map(Some))?,
        origin,
        object: object?,
    })
}

fn read_scope(
    section: &mut Section<'_>,
    environments: Option<&[Name]>,
    known: &Consentable<'_>,
    report: &mut Report,
) -> Option<ConsentScope> {
    match (section.take("targets"), section.take("environment")) {
        (Some(targets), None) => {
            let texts = targets.strings("[\"shop-prod\"]", report)?;
            if texts.is_empty() {
                report.push(targets.error(Code::BadValue, "`targets` is empty, so the consent holds for nothing"));
            }
            texts.iter().for_each(|text| check_target(text, known, report));
            Some(ConsentScope::Targets(texts.iter().map(|text| text.text.to_owned()).collect()))
        }
        (None, Some(value)) => {
            let text = value.string("\"dev\"", report)?;
            read_environment(&text, environments, report).map(ConsentScope::Environment)
        }
        (Some(_), Some(value)) => {
            let message = "`[[consent]]` has both `targets` and `environment`";
            report.push(value.at_key(Code::BadValue, message).hint("take one of them out"));
            None
        }
        (None, None) => {
            let message = "`[[consent]]` has neither `targets` nor `environment`";
            let hint = "write targets = [\"shop-prod\"], or environment = \"dev\"";
            report.push(section.error(Code::MissingKey, message).hint(hint));
            None
        }
    }
}

fn check_target(text: &Text<'_>, known: &Consentable<'_>, report: &mut Report) {
    let Some(targets) = &known.targets else { return };
    let is_set = known.sets.iter().any(|set| set.name == text.text || set.could_have(text.text));
    if is_set || targets.iter().any(|name| name.as_str() == text.text) {
        return;
    }
    let names = || targets.iter().map(|name| name.as_str()).chain(known.sets.iter().map(|set| set.name.as_str()));
    let message = format!("unknown target {}{}", quoted(text.text), did_you_mean(text.text, names()));
    let hint = short_list(names()).map(|list| format!("the targets are {list}"));
    report.push(text.error(Code::UnknownTarget, message).maybe_hint(hint));
}

pub(super) fn read_hazard(text: &Text<'_>, report: &mut Report) -> Option<HazardCode> {
    let found = HazardCode::parse(text.text);
    let names = || HazardCode::ALL.into_iter().filter(|code| code.needs_consent()).map(HazardCode::name);
    match found {
        None => {
            let near = did_you_mean(text.text, HazardCode::ALL.into_iter().map(HazardCode::name));
            let message = format!("unknown hazard {}{near}", quoted(text.text));
            let hint = short_list(names()).map(|list| format!("the hazards that need consent are {list}"));
            report.push(text.error(Code::UnknownHazard, message).maybe_hint(hint));
        }
        Some(code) if !code.needs_consent() => {
            let message = format!("a plan with the hazard `{code}` runs without consent");
            report.push(text.source.note(Code::NotUsed, &text.span, message).hint("take the entry out"));
        }
        Some(_) => {}
    }
    found
}

pub(super) fn read_reason(text: &Text<'_>, (of, example): (&str, &str), report: &mut Report) -> Option<String> {
    let reason = text.text.trim();
    if reason.is_empty() {
        let message = format!("`reason` is empty, and {of} says why");
        report.push(text.error(Code::BadValue, message).hint(format!("write reason = \"{example}\"")));
        return None;
    }
    Some(reason.to_owned())
}
