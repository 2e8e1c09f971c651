//! The changelists of a target that a rollback takes back: which one `apply` takes back next.

use engine::{Restore, conflicts_in_words};
use plan::Plan;
use reconcile::assignment::Assignment;
use reconcile::changelist::Ready;
use reconcile::desired::Turn;
use reconcile::planning::Planned;
use reconcile::single;

use super::waiting::refuse_problem;
use crate::output::Failure;

/// The changelist that is taken back next, as a plan, with what that would do to rows.
pub(crate) async fn next_undo(
    assignment: &Assignment,
    changelists: &[Ready],
    is_meant: impl Fn(Turn) -> bool,
) -> Result<Option<(Planned, Vec<Restore>)>, Failure> {
    let survey = single::survey_assignment(assignment, changelists).await?;
    refuse_problem(&survey)?;
    let Some(next) = survey.to_undo().filter(|next| is_meant(next.turn)) else { return Ok(None) };
    let (Some(run), Some(rollback)) = (&next.run, &next.rollback) else { return Ok(None) };
    Ok(Some(single::plan_undo(assignment, run.run, rollback.overwrite).await?))
}

/// Refuses to overwrite rows that were changed since, where Git does not say that they may be.
pub(crate) fn refuse_conflicts(plan: &Plan, restores: &[Restore]) -> Result<(), Failure> {
    let is_free = plan.undoes.is_none_or(|undoes| undoes.overwrite);
    if is_free || restores.iter().all(|restore| restore.conflicting == 0) {
        return Ok(());
    }
    Err(Failure::refused(conflicts_in_words(restores))
        .hint("nothing was changed; mend the rows, or write `overwrite = true` into the `[[rollback]]` and commit"))
}
