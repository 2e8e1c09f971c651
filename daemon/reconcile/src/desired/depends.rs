//! `depends_on` of targets and target sets: which targets are to be what Git says first.
//!
//! Not the waiting, which the daemon does. Invariant: whatever a target waits for is there, and no target waits for itself over others.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::found::Found;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::section::{Report, Section};
use super::source::quoted;
use super::target::Target;
use super::value::Text;

/// A target, or a target set, that is to be what Git says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name as it is written.
    pub on: String,
    /// Where that is.
    place: Diagnostic,
}

impl Dependency {
    /// Whether a target is meant.
    pub fn is_on(&self, target: &Target) -> bool {
        target.name == self.on.as_str() || target.set.as_ref() == Some(&self.on)
    }
}

/// Reads `depends_on`.
pub(super) fn read_depends(section: &mut Section<'_>, report: &mut Report) -> Vec<Dependency> {
    let texts = section.take("depends_on").and_then(|value| value.strings("[\"shard-0\"]", report));
    let of = |text: &Text<'_>| Dependency {
        on: text.text.to_owned(),
        place: text.error(Code::UnknownTarget, String::new()),
    };
    texts.unwrap_or_default().iter().map(of).collect()
}

/// Reports what is not there, and targets that wait for each other.
pub(super) fn check_depends(found: &Found, report: &mut Report) {
    let of_targets = found.targets.values().map(|target| &target.kind);
    let mut seen = BTreeSet::new();
    for one in of_targets.chain(found.sets.iter().map(|set| &set.kind)).flat_map(|kind| &kind.depends_on) {
        let is_there = found.targets.keys().any(|name| name.as_str() == one.on)
            || found.sets.iter().any(|set| set.name == one.on || set.could_have(&one.on));
        if is_there || !seen.insert(one.place.place) {
            continue;
        }
        let names = || found.targets.keys().map(Name::as_str).chain(found.sets.iter().map(|set| set.name.as_str()));
        let message = format!("unknown target {}{}", quoted(&one.on), did_you_mean(&one.on, names()));
        let hint = short_list(names()).map(|list| format!("the targets are {list}"));
        report.push(Diagnostic { message, ..one.place.clone() }.maybe_hint(hint));
    }
    report.extend(circle(&found.targets));
}

/// Some circle of targets that wait for each other.
fn circle(targets: &BTreeMap<Name, Target>) -> Option<Diagnostic> {
    let waits = |target: &Target| {
        let of = |one: &Dependency| {
            targets.values().filter(|other| one.is_on(other)).map(|other| other.name.clone()).collect::<Vec<_>>()
        };
        target.kind.depends_on.iter().flat_map(of).collect::<BTreeSet<Name>>()
    };
    let mut waiting: BTreeMap<Name, BTreeSet<Name>> = targets
        .values()
        .filter(|target| !target.kind.depends_on.is_empty())
        .map(|target| (target.name.clone(), waits(target)))
        .collect();
    // What waits for nothing that waits is no part of a circle.
    loop {
        let free: Vec<Name> = waiting
            .iter()
            .filter(|(_, on)| !on.iter().any(|name| waiting.contains_key(name)))
            .map(|(name, _)| name.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|name| drop(waiting.remove(name)));
    }
    let mut path = vec![waiting.keys().next()?.clone()];
    let path = loop {
        let next = waiting.get(path.last()?)?.iter().find(|name| waiting.contains_key(*name))?.clone();
        if let Some(at) = path.iter().position(|name| *name == next) {
            break path.split_off(at);
        }
        path.push(next);
    };
    let first = targets.get(path.first()?)?;
    let next = targets.get(path.get(1).or(path.first())?)?;
    let place = &first.kind.depends_on.iter().find(|one| one.is_on(next))?.place;
    let shown: Vec<_> = path.iter().chain(path.first()).map(|name| format!("`{name}`")).collect();
    let message = format!("targets wait for each other in a circle: {}", shown.join(" after "));
    Some(
        Diagnostic { code: Code::TargetCircle, message, ..place.clone() }
            .hint("take one `depends_on` of the circle out"),
    )
}
