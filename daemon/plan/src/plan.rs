//! The plan: immutable, ordered steps that take one target from observed to desired, addressed by its digest.

use std::collections::BTreeSet;

use schema::{Database, Dialect, Digest, ObjectId, Unsupported};
use serde::{Deserialize, Serialize};

use crate::changelist::OfChangelist;
use crate::draft::Draft;
use crate::step::Step;
use crate::undoing::{Undoes, reversed};

/// The immutable, ordered steps that take one target from observed to desired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this form; 1.
    pub version: u32,
    /// The target's name, or its redacted URL where there is no schema repo.
    pub target: String,
    /// The dialect of the target.
    pub engine: Dialect,
    /// The content address of everything in the plan but itself and `proven`.
    pub digest: Digest,
    /// The fingerprint of the footprint before the plan: checked again under the lock.
    pub base: Digest,
    /// The fingerprint of the footprint after the plan: verified when it has run, and checked before an undo.
    pub after: Digest,
    /// The digest of the desired database.
    pub desired: Digest,
    /// Whether there is nothing to do.
    pub empty: bool,
    /// Whether it was run on a scratch copy, gave the desired database, and its undo gave the base back.
    pub proven: bool,
    /// What is not understood, and therefore refused.
    pub unsupported: BTreeSet<Unsupported>,
    /// The live objects that it rests on.
    pub footprint: BTreeSet<ObjectId>,
    /// The changelist that it runs; none where it takes a schema to what is desired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changelist: Option<OfChangelist>,
    /// The run that it takes back; none where it runs what its steps say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Undoes>,
    /// The steps, numbered from 1.
    pub steps: Vec<Step>,
}

/// What a plan is sealed from.
#[derive(Clone, Debug)]
pub struct Sealing<'a> {
    /// The target's name, or its redacted URL.
    pub target: &'a str,
    /// The live database before anything, renames included.
    pub before: &'a Database,
    /// The desired database.
    pub desired: &'a Database,
    /// What is not understood on either side.
    pub unsupported: BTreeSet<Unsupported>,
    /// The steps in order.
    pub draft: Draft,
}

impl Plan {
    /// Numbers the steps and addresses the plan by its content. It is not proven yet.
    pub fn seal(sealing: Sealing<'_>) -> Self {
        let Sealing { target, before, desired, unsupported, draft } = sealing;
        let Draft { mut steps, footprint } = draft;
        for (step, number) in steps.iter_mut().zip(1..) {
            step.id = number;
            step.hazards.sort();
            step.hazards.dedup();
        }
        let mut plan = Self {
            version: 1,
            target: target.to_owned(),
            engine: before.dialect,
            digest: Digest::of_parts([]),
            base: before.fingerprint(&footprint),
            after: desired.fingerprint(&footprint),
            desired: desired.digest(),
            empty: steps.is_empty(),
            proven: false,
            unsupported,
            footprint,
            changelist: None,
            undoes: None,
            steps,
        };
        plan.digest = plan.content_digest();
        plan
    }

    /// The same plan, of a changelist.
    #[must_use]
    pub fn running(mut self, changelist: OfChangelist) -> Self {
        self.changelist = Some(changelist);
        self.digest = self.content_digest();
        self
    }

    /// The plan that takes a run of this one back.
    #[must_use]
    pub fn taken_back(&self, undoes: Undoes) -> Self {
        let mut plan = Self {
            base: self.after,
            after: self.base,
            undoes: Some(undoes),
            steps: reversed(self),
            proven: true,
            ..self.clone()
        };
        plan.digest = plan.content_digest();
        plan
    }

    /// Whether the digest is that of the content: false for a plan that somebody edited.
    pub fn is_intact(&self) -> bool {
        self.digest == self.content_digest()
    }

    /// Whether every step can be undone.
    pub fn is_reversible(&self) -> bool {
        self.steps.iter().all(|step| !matches!(step.undo, crate::Undo::Irreversible { .. }))
    }

    fn content_digest(&self) -> Digest {
        let parts = [
            serde_json::to_vec(&(self.version, &self.target, self.engine, self.base, self.after, self.desired)),
            serde_json::to_vec(&self.footprint.iter().collect::<Vec<_>>()),
            serde_json::to_vec(&self.steps),
        ];
        // A plan of a schema has no such part, so that its digest is the same with and without changelists; nor one that takes nothing back.
        let changelist = self.changelist.iter().map(serde_json::to_vec);
        let undoes = self.undoes.iter().map(serde_json::to_vec);
        let parts = parts.into_iter().chain(changelist).chain(undoes);
        let parts: Vec<_> = parts.map(|part| part.expect("a plan has string keys and no failing serializer")).collect();
        Digest::of_parts(parts.iter().map(Vec::as_slice))
    }
}
