//! The proof of a plan: run on a scratch copy of the live schema it gives the desired one, and its undo gives the live
//! one back. Only the footprint and what it needs is copied, so that the cost follows the change.

use std::collections::BTreeSet;

use engine::{Live, Scratch};
use plan::{Plan, Step, Undo};
use schema::{Database, ObjectId};

use super::{PlanError, Planning};

/// Proves the plan, or says what differs.
pub(super) async fn prove(
    live: &mut Live,
    plan: &Plan,
    observed: &Database,
    desired: &Database,
    planning: &Planning,
) -> Result<(), PlanError> {
    let mut scratch = Scratch::like(live, planning.scratch_url.as_ref()).await?;
    let proven = run_and_undo(&mut scratch, plan, observed, desired, planning).await;
    scratch.discard().await?;
    proven
}

async fn run_and_undo(
    scratch: &mut Scratch,
    plan: &Plan,
    observed: &Database,
    desired: &Database,
    planning: &Planning,
) -> Result<(), PlanError> {
    let mut seeds: BTreeSet<&ObjectId> = plan.footprint.iter().collect();
    seeds.extend(desired.with_dependencies(plan.footprint.iter()));
    let copied = observed.with_dependencies(seeds.iter().copied());
    seeds.extend(&copied);
    let before = observed.restricted_to(&copied);
    scratch.build(&before).await?;
    for keep in plan.steps.iter().flat_map(Step::relies_on) {
        scratch.run(&plan::stand_in(keep, observed, desired)).await?;
    }

    for step in &plan.steps {
        run(scratch, step, &step.rehearsal()).await?;
    }
    must_equal(scratch, &desired.restricted_to(&seeds), desired, "the result", planning).await?;
    if !plan.is_reversible() {
        return Ok(());
    }
    for step in plan.steps.iter().rev() {
        if let Undo::Statements { statements } | Undo::Snapshot { statements } = &step.undo {
            run(scratch, step, statements).await?;
        }
    }
    must_equal(scratch, &before, desired, "what its undo left", planning).await
}

async fn run(scratch: &mut Scratch, step: &Step, statements: &[String]) -> Result<(), PlanError> {
    scratch.run(statements).await.map_err(|source| PlanError::ProofFailed {
        step: step.id,
        summary: step.summary.clone(),
        source,
    })
}

async fn must_equal(
    scratch: &mut Scratch,
    expected: &Database,
    desired: &Database,
    what: &'static str,
    planning: &Planning,
) -> Result<(), PlanError> {
    let mut found = scratch.inspect(&planning.scope).await?;
    found.narrow_grants(desired);
    let changes = schema::diff(&found, expected);
    if changes.is_empty() {
        return Ok(());
    }
    Err(PlanError::NotProven {
        what,
        objects: changes.into_iter().map(|change| format!("{} {}", change.object().id, change.word())).collect(),
        diff: plan::show::unified_diff(&found, expected),
    })
}
