//! The changelists of a target that are to run: what `plan` shows of them, and which one `apply` runs next.

use std::sync::Arc;

use engine::Source;
use reconcile::assignment::Assignment;
use reconcile::changelist::{Judged, Problem, Ready, Resolved, State, Survey};
use reconcile::desired::{DesiredState, Turn};
use reconcile::plan_review::Standard;
use reconcile::planning::Planned;
use reconcile::single;
use schema::Database;

use crate::output::Failure;

/// What a target looks like before and after its schema change.
pub(crate) struct Reached {
    /// Whether there is no schema change.
    pub(crate) is_in_sync: bool,
    desired: Database,
}

/// A changelist that is to run.
pub(crate) struct Waiting {
    pub(crate) planned: Planned,
    pub(crate) judged: Judged,
}

impl Reached {
    pub(crate) fn of(planned: &Planned) -> Self {
        Self { is_in_sync: planned.plan.empty, desired: planned.desired.clone() }
    }
}

/// The changelists of a target that are to run, in their order.
pub(crate) async fn waiting(
    state: &DesiredState,
    assignment: &Assignment,
    changelists: &[Ready],
    reached: &Reached,
) -> Result<Vec<Waiting>, Failure> {
    let survey = single::survey_assignment(assignment, changelists).await?;
    refuse_problem(&survey)?;
    let standard = Standard::of(&state.review.policy, &assignment.target);
    let mut waiting = Vec::new();
    for standing in survey.open() {
        let Some(resolved) = standing.resolved.as_ref().filter(|_| standing.state != State::ToUndo) else { continue };
        let is_there = reached.is_in_sync || standing.turn == Turn::Before;
        let after = (!is_there).then_some(&reached.desired);
        let (planned, judged) = single::plan_assigned_changelist(assignment, resolved, after, &standard).await?;
        waiting.push(Waiting { planned, judged });
    }
    Ok(waiting)
}

/// The changelist that runs next; of one turn, where only those are meant.
pub(crate) async fn next(
    assignment: &Assignment,
    changelists: &[Ready],
    only: Option<Turn>,
) -> Result<Option<Resolved>, Failure> {
    let survey = single::survey_assignment(assignment, changelists).await?;
    refuse_problem(&survey)?;
    let next = survey.next().filter(|next| only.is_none_or(|turn| turn == next.turn));
    if next.is_none() && only.is_none() {
        for standing in survey.open().filter(|standing| standing.state == State::Waits) {
            eprintln!(
                "{}: the changelist `{}` waits for {}",
                assignment.target.name,
                standing.id,
                standing.waits_for.join(", ")
            );
        }
    }
    Ok(next.and_then(|next| next.resolved.clone()))
}

/// The schema that a target is to have before its next changelist, where that is not what Git says now.
pub(crate) async fn held(assignment: &Assignment, changelists: &[Ready]) -> Result<Option<Arc<[Source]>>, Failure> {
    let survey = single::survey_assignment(assignment, changelists).await?;
    refuse_problem(&survey)?;
    Ok(survey.held_schema())
}

/// What is in the way, with the difference where something was edited.
pub(super) fn refuse_problem(survey: &Survey) -> Result<(), Failure> {
    let Some(problem) = &survey.problem else { return Ok(()) };
    let mut failure = Failure::error(format!("{problem}; nothing runs on this target"));
    match problem {
        Problem::Edited { diff, .. } => failure.messages.push(format!("what was edited:\n{}", diff.trim_end())),
        Problem::Broken { faults, .. } => {
            failure.messages = faults.iter().map(ToString::to_string).collect();
            failure.hints.extend(faults.iter().filter_map(|fault| fault.hint.clone()));
        }
        Problem::Partly { .. } => {}
    }
    Err(failure.hint(problem.hint()))
}
