//! A commit whose content is good: the desired state and what each target is to be.
//!
//! Invariant: a commit with one error in it is not accepted at all; what only a machine lacks (a variable) is the target's.

use std::collections::BTreeMap;
use std::sync::Arc;

use repo::Tag;
use review::approval::printable;

use super::goal::{Goal, Texts, read_texts};
use super::settings::Settings;
use crate::approval::{Evidence, Gathered, gather, of_tags};
use crate::assignment::AssignError;
use crate::changelist::{Ready, read_all};
use crate::desired::{self, DesiredState, Diagnostic, Diagnostics, Target};
use crate::status::RepoDiagnostic;

/// How many files that are no approvals are named.
const MOST_FAULTS: usize = 20;

/// A commit in force.
pub(super) struct Accepted {
    /// The commit.
    pub(super) revision: String,
    pub(super) state: Arc<DesiredState>,
    pub(super) texts: Texts,
    /// What is said of plans, in files and tags.
    pub(super) said: Arc<Gathered>,
    pub(super) changelists: Arc<[Ready]>,
    /// What each target is to be, by name.
    pub(super) targets: BTreeMap<String, Assigned>,
}

/// A target of the commit.
#[derive(Clone)]
pub(super) enum Assigned {
    Ready(Arc<Goal>),
    Not { target: Box<Target>, error: Arc<AssignError> },
}

impl Accepted {
    /// Reads the desired state at a commit. Blocks.
    pub(super) fn load(
        files: &dyn desired::Files,
        revision: &str,
        tags: &[Tag],
        settings: &Settings,
        before: Option<&Self>,
    ) -> Result<Self, Diagnostics> {
        let state = desired::load(files)?;
        let texts = read_texts(&state, files, before.map(|before| (&*before.state, &before.texts)))?;
        let known = before.map(|before| before.changelists.clone()).unwrap_or_default();
        let changelists = read_all(&state, files, files, &known)?;
        let (state, revision) = (Arc::new(state), revision.to_owned());
        let said = Arc::new(said(files, tags));
        let mut accepted = Self { revision, state, texts, said, changelists, targets: BTreeMap::new() };
        accepted.targets = accepted.assigned(accepted.state.targets.values(), settings);
        Ok(accepted)
    }

    /// The same commit with these members of its target sets, beside the targets that it lists.
    pub(super) fn with_members(&self, members: &[Target], settings: &Settings) -> Self {
        let (state, texts, changelists) = (self.state.clone(), self.texts.clone(), self.changelists.clone());
        let targets = self.assigned(self.state.targets.values().chain(members), settings);
        Self { revision: self.revision.clone(), state, texts, said: self.said.clone(), changelists, targets }
    }

    /// The same commit with these tags beside its approval files.
    pub(super) fn with_tags(&self, tags: &[Tag], settings: &Settings) -> Self {
        let is_tag = |source: &str| source.starts_with("tags/");
        let mut said = (*self.said).clone();
        said.evidence.retain(|one| !is_tag(&one.source));
        said.faults.retain(|(source, _)| !is_tag(source));
        let found = of_tags(tags);
        said.evidence.extend(found.evidence);
        said.faults.extend(found.faults);
        let (revision, state, texts) = (self.revision.clone(), self.state.clone(), self.texts.clone());
        let (said, changelists) = (Arc::new(said), self.changelists.clone());
        let mut accepted = Self { revision, state, texts, said, changelists, targets: BTreeMap::new() };
        accepted.targets = accepted.assigned(accepted.state.targets.values(), settings);
        accepted
    }

    /// What is said of the plans of a target.
    pub(super) fn said_of(&self, target: &str) -> impl Iterator<Item = &Evidence> {
        self.said.evidence.iter().filter(move |one| one.statement.target == target)
    }

    /// Targets with what they are to be; those that are known already are taken over.
    fn assigned<'a>(
        &self,
        targets: impl Iterator<Item = &'a Target>,
        settings: &Settings,
    ) -> BTreeMap<String, Assigned> {
        let assigned = |target: &Target| match self.targets.get(target.name.as_str()) {
            Some(Assigned::Ready(goal)) if goal.target == *target => Assigned::Ready(goal.clone()),
            _ => match Goal::of(target, &self.revision, &self.state, (&self.texts, &self.changelists), settings) {
                Ok(goal) => {
                    let evidence = self.said_of(target.name.as_str()).cloned().collect();
                    Assigned::Ready(Arc::new(Goal { evidence, ..goal }))
                }
                Err(error) => Assigned::Not { target: Box::new(target.clone()), error: Arc::new(error) },
            },
        };
        targets.map(|target| (target.name.to_string(), assigned(target))).collect()
    }

    /// Whether a target that is not there could be a member of a target set that a query fills.
    pub(super) fn could_find(&self, target: &str) -> bool {
        self.state.queried_sets.iter().any(|set| set.could_have(target))
    }

    /// What is worth knowing about the commit.
    pub(super) fn notes(&self) -> Vec<RepoDiagnostic> {
        let mut notes: Vec<_> = self.state.notes.as_slice().iter().map(shown).collect();
        let faults = self.said.faults.iter().take(MOST_FAULTS);
        notes.extend(faults.map(|(source, why)| RepoDiagnostic {
            severity: "note".to_owned(),
            code: None,
            location: printable(source),
            message: format!("it does not count as an approval: {why}"),
            hint: Some("`groundline approve` writes statement and signature; see the guide on approvals".to_owned()),
        }));
        notes
    }
}

/// The statements of the files and of the tags. Reading one never fails the commit: what is none does not count, and is noted.
fn said(files: &dyn desired::Files, tags: &[Tag]) -> Gathered {
    let (mut said, found) = (gather(files), of_tags(tags));
    said.evidence.extend(found.evidence);
    said.faults.extend(found.faults);
    said
}

/// A diagnostic as the status shows it.
pub(super) fn shown(diagnostic: &Diagnostic) -> RepoDiagnostic {
    RepoDiagnostic {
        severity: diagnostic.severity.word().to_owned(),
        code: Some(diagnostic.code.to_string()),
        location: diagnostic.location(),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
    }
}
