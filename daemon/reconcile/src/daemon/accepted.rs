//! A commit whose content is good: the desired state and what each target is to be.
//!
//! Invariant: a commit with one error in it is not accepted at all; what only a machine lacks (a variable) is the target's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::goal::{Goal, Texts, read_texts};
use super::settings::Settings;
use crate::assignment::AssignError;
use crate::desired::{self, DesiredState, Diagnostic, Diagnostics, Severity, Target};
use crate::status::RepoDiagnostic;

/// A commit in force.
pub(super) struct Accepted {
    /// The commit.
    pub(super) revision: String,
    pub(super) state: DesiredState,
    texts: Texts,
    /// What each target is to be, by name.
    pub(super) targets: BTreeMap<String, Assigned>,
}

/// A target of the commit.
pub(super) enum Assigned {
    Ready(Arc<Goal>),
    Not { target: Box<Target>, error: AssignError },
}

impl Accepted {
    /// Reads the desired state at a commit. Blocks.
    pub(super) fn load(
        files: &dyn desired::Files,
        revision: &str,
        settings: &Settings,
        before: Option<&Self>,
    ) -> Result<Self, Diagnostics> {
        let state = desired::load(files)?;
        let texts = read_texts(&state, files, before.map(|before| (&before.state, &before.texts)))?;
        let assigned = |target: &Target| match Goal::of(target, revision, &state, &texts, settings) {
            Ok(goal) => Assigned::Ready(Arc::new(goal)),
            Err(error) => Assigned::Not { target: Box::new(target.clone()), error },
        };
        let targets = state.targets.iter().map(|(name, target)| (name.to_string(), assigned(target))).collect();
        Ok(Self { revision: revision.to_owned(), state, texts, targets })
    }

    /// What is worth knowing about the commit.
    pub(super) fn notes(&self) -> Vec<RepoDiagnostic> {
        let mut notes: Vec<RepoDiagnostic> = self.state.notes.as_slice().iter().map(shown).collect();
        notes.extend(self.state.queried_sets.iter().map(|set| RepoDiagnostic {
            severity: Severity::Error.word().to_owned(),
            code: None,
            location: set.origin.to_string(),
            message: format!("the ids of target set `{}` come from a query, which this version does not run", set.name),
            hint: Some("list the ids, or put them into a file: `ids = { file = \"targets/ids.txt\" }`".to_owned()),
        }));
        notes
    }
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
