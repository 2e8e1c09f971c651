//! The part of a visit that takes a changelist back, because a rollback in Git says so.
//!
//! Not the deciding, which is that of every plan. Invariant: rows that were changed since are overwritten only where Git says that they
//! may be, and what cannot be taken back is said before anything is changed.

use engine::{Conflicts, Live, Restore, conflicts_in_words};
use plan::{Plan, Undoes};

use super::approving::ApprovalGate;
use super::decide::Said;
use super::of_changelists::InTurn;
use super::trouble::Trouble;
use super::visit::{Fallible, Visit, Visited};
use crate::approval::Question;
use crate::chain;
use crate::changelist::{Judged, Standing};
use crate::planning::Planned;
use crate::rollout::{self, RolloutError};
use crate::status::{Next, Reason};

impl Visit {
    /// The plan that takes a changelist back, and what stands in its way.
    pub(super) async fn to_be_undone(
        &self,
        live: &mut Live,
        planned: &Planned,
        next: &Standing,
    ) -> Fallible<Option<InTurn>> {
        let (Some(ran), Some(rollback)) = (&next.run, &next.rollback) else { return Ok(None) };
        let Some(run) = live.run(ran.run).await.map_err(|error| Trouble::of_engine(&error))? else { return Ok(None) };
        let refused = match rollout::forecast(live, &run, &planned.observed).await {
            Ok(restores) => conflicts(&next.id, run.id.0, &restores, rollback.overwrite),
            Err(RolloutError::NotUndoable { run, reason }) => Some(refused(&next.id, run.0, &reason)),
            Err(RolloutError::Engine(error @ engine::Error::Refused { .. })) => {
                Some(refused(&next.id, run.id.0, &chain(&error)))
            }
            Err(error) => return Err(Trouble::of_rollout(&error)),
        };
        let plan = run.plan.taken_back(Undoes { run: run.id.0, overwrite: rollback.overwrite });
        let run = Planned {
            plan,
            observed: planned.observed.clone(),
            desired: planned.observed.clone(),
            provenance: Vec::new(),
            facts: planned.facts.clone(),
        };
        Ok(Some(InTurn { run, judged: Judged::default(), refused }))
    }

    /// Takes the run back.
    pub(super) async fn take_back(&self, plan: &Plan, question: &Question) -> Fallible<Visited> {
        let mut site = self.site.clone();
        if plan.undoes.is_some_and(|undoes| undoes.overwrite) {
            site.options.conflicts = Conflicts::Overwrite;
        }
        let (mut recorder, mut gate) = (self.recorder(), ApprovalGate { visit: self, plan, question });
        let revision = Some(self.goal.revision.as_str());
        match rollout::take_back(&site, plan, revision, &mut gate, &mut recorder).await {
            Ok(ended) => self.ran(ended, Some(plan.digest), false, false).await,
            Err(error) => Err(Trouble::of_rollout(&error)),
        }
    }
}

fn conflicts(id: &str, run: i64, restores: &[Restore], overwrites: bool) -> Option<Said> {
    let is_free = overwrites || restores.iter().all(|restore| restore.conflicting == 0);
    (!is_free).then(|| refused(id, run, &conflicts_in_words(restores)))
}

fn refused(id: &str, run: i64, reason: &str) -> Said {
    let message = format!("run {run} of the changelist `{id}` is to be taken back and cannot be: {reason}");
    let what = "mend the rows, or write `overwrite = true` into the `[[rollback]]` to give up what they are now, or take the changelist out of it";
    Said::new(Reason::RollbackRefused, message, Next::by_committer(what))
}
