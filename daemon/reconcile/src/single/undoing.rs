//! A run of a target that is to be taken back, as commands work on it: what comes back, and the taking back.

use engine::{Conflicts, Live, Restore, RunId};
use plan::Undoes;

use super::SingleError;
use crate::assignment::Assignment;
use crate::planning::Planned;
use crate::rollout::{self, Ended, Journal, Open, RolloutError};

/// Plans the taking back of a run, and says what it would do to rows. Nothing is changed.
///
/// # Errors
/// No such run, one that cannot be taken back, objects that are not as it left them, or rows that are no longer kept.
pub async fn plan_undo(
    assignment: &Assignment,
    run: RunId,
    overwrite: bool,
) -> Result<(Planned, Vec<Restore>), SingleError> {
    let mut live = Live::connect(&assignment.site.url, &assignment.site.options).await?;
    let observed = live.inspect(&assignment.site.scope).await?;
    let run = live.run(run).await?.ok_or(RolloutError::NoRun(Some(run)))?;
    let restores = rollout::forecast(&mut live, &run, &observed).await?;
    live.close().await?;
    let plan = run.plan.taken_back(Undoes { run: run.id.0, overwrite });
    let desired = observed.clone();
    Ok((Planned { plan, observed, desired, provenance: Vec::new(), facts: None }, restores))
}

/// Takes a run back as the plan says that was made of it.
///
/// # Errors
/// As `rollout::take_back`.
pub async fn take_back(
    assignment: &Assignment,
    plan: &plan::Plan,
    revision: Option<&str>,
    journal: &mut impl Journal,
) -> Result<Ended, SingleError> {
    let mut site = assignment.site.clone();
    if plan.undoes.is_some_and(|undoes| undoes.overwrite) {
        site.options.conflicts = Conflicts::Overwrite;
    }
    Ok(rollout::take_back(&site, plan, revision, &mut Open, journal).await?)
}
