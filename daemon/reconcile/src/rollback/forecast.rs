//! What the way back would do on one target: the schema plan with what comes back, the rows of changelists, and what cannot come back.
//!
//! Nothing is changed. Invariant: what was saved and is no longer there, and what nothing was saved of, is named.

use engine::{Live, Restore, Run, RunState};
use plan::{Kept, Step, Undo};

use super::proposal::Proposal;
use crate::assignment::Assignment;
use crate::changelist::{Ready, Standing, State};
use crate::planning::Planned;
use crate::rollout::RolloutError;
use crate::single::{self, SingleError};

/// What the way back would do on one target.
#[derive(Debug)]
pub struct Forecast {
    /// What its schema would go through; an empty plan where nothing.
    pub planned: Planned,
    /// The changelists that would be undone, in that order.
    pub undoes: Vec<UndoForecast>,
    /// What cannot come back.
    pub losses: Vec<Loss>,
}

/// What undoing a changelist would do.
#[derive(Debug)]
pub struct UndoForecast {
    /// The changelist.
    pub id: String,
    /// Its run.
    pub run: i64,
    /// The plan of it.
    pub planned: Planned,
    /// The rows, table by table.
    pub restores: Vec<Restore>,
}

/// Something that cannot come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The changelist that it is of; none where it is of the schema.
    pub changelist: Option<String>,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Forecast {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.planned.plan.empty && self.undoes.is_empty() && self.losses.is_empty()
    }

    /// How many rows are not as the runs left them.
    pub fn conflicting(&self) -> u64 {
        self.undoes.iter().flat_map(|undo| &undo.restores).map(|restore| restore.conflicting).sum()
    }
}

/// Looks at a target; `is_carrier` says whether a run at a commit may have brought the rollout.
///
/// # Errors
/// It cannot be reached, or cannot be planned.
pub async fn forecast(
    proposal: &Proposal,
    assignment: &Assignment,
    changelists: &[Ready],
    overwrite: bool,
    is_carrier: impl Fn(&str) -> bool,
) -> Result<Forecast, SingleError> {
    let planned = single::plan_assignment(assignment).await?;
    let mut found = Forecast { planned, undoes: Vec::new(), losses: Vec::new() };
    if !found.planned.plan.empty {
        found.losses = of_schema(assignment, is_carrier).await?;
    }
    let survey = single::survey_assignment(assignment, changelists).await?;
    let is_meant = |standing: &&Standing| {
        standing.state == State::ToUndo && proposal.undone.iter().any(|id| id.as_str() == standing.id)
    };
    for standing in survey.standings.iter().rev().filter(is_meant) {
        let Some(run) = &standing.run else { continue };
        let id = standing.id.clone();
        match single::plan_undo(assignment, run.run, overwrite).await {
            Ok((planned, restores)) => found.undoes.push(UndoForecast { id, run: run.run.0, planned, restores }),
            Err(error) => match why_not(&error) {
                Some(why) => {
                    let what = format!("run {} of the changelist `{id}`", run.run);
                    found.losses.push(Loss { changelist: Some(id), what, why });
                }
                None => return Err(error),
            },
        }
    }
    Ok(found)
}

/// Why a run cannot be taken back, where that is what an error says.
fn why_not(error: &SingleError) -> Option<String> {
    match error {
        SingleError::Rollout(RolloutError::NotUndoable { reason, .. }) => Some(reason.clone()),
        SingleError::Rollout(RolloutError::Engine(engine::Error::Refused { reason, .. })) => Some(reason.clone()),
        SingleError::Plan(crate::planning::PlanError::Engine(engine::Error::Refused { reason, .. })) => {
            Some(reason.clone())
        }
        _ => None,
    }
}

/// What the runs that brought a schema change cannot give back.
async fn of_schema(assignment: &Assignment, is_carrier: impl Fn(&str) -> bool) -> Result<Vec<Loss>, SingleError> {
    let mut live = Live::connect(&assignment.site.url, &assignment.site.options).await?;
    let (mut runs, kept) = (live.runs(u32::MAX).await?, live.kept().await?);
    live.close().await?;
    let brought = |run: &Run| run.revision.as_deref().is_some_and(&is_carrier);
    runs.retain(|run| run.plan.changelist.is_none() && run.state == RunState::Succeeded && brought(run));
    // What ran at a later commit brought another rollout too; the first of them brought this one.
    let Some(first) = runs.iter().map(|run| run.id).min() else { return Ok(Vec::new()) };
    let revision = runs.iter().find(|run| run.id == first).and_then(|run| run.revision.clone());
    runs.retain(|run| run.revision == revision);
    Ok(runs.iter().flat_map(|run| run.plan.steps.iter().flat_map(|step| of_step(run, step, &kept))).collect())
}

fn of_step(run: &Run, step: &Step, kept: &[Kept]) -> Vec<Loss> {
    let what = format!("step {} of run {} ({})", step.id, run.id, step.summary);
    if let Undo::Irreversible { reason } = &step.undo {
        return vec![Loss { changelist: None, what, why: reason.clone() }];
    }
    let is_there = |keep: &plan::Keep| {
        let is_it = |kept: &Kept| (&kept.keep.in_schema, &kept.keep.in_table) == (&keep.in_schema, &keep.in_table);
        kept.iter().any(is_it)
    };
    let gone = step.keeps.iter().filter(|keep| !is_there(keep));
    let name = |keep: &plan::Keep| format!("what step {} of run {} saved of {}", step.id, run.id, keep.dotted());
    let why = "it is no longer there: its retention ended, or it came back already".to_owned();
    gone.map(|keep| Loss { changelist: None, what: name(keep), why: why.clone() }).collect()
}
