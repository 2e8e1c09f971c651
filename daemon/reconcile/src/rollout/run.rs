//! A run: lock, check the base, step by step, verify. A step that fails has the steps before it undone, in reverse.

use std::time::Duration;

use engine::{Class, Live, Run, RunId, RunState, StepState};
use plan::{Plan, Step};
use schema::Database;

use super::undo::undo_steps;
use super::{Claim, Ended, Entry, Gate, Journal, RolloutError, Site, open_again, open_locked, wait_for_lock, watch};
use crate::chain;

/// Runs a plan, if the gate lets it: asked when the target is locked and is what the plan starts from.
///
/// # Errors
/// Nothing was changed: locked by another, superseded, refused, not approved, or the door failed before the first step. A step that
/// fails is no error of this function: `Ended` tells.
pub async fn apply(
    site: &Site,
    plan: &Plan,
    revision: Option<&str>,
    gate: &mut impl Gate,
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    if !plan.is_intact() {
        return Err(RolloutError::Refused("its digest is not that of its content; it was edited after it was made"));
    }
    if !plan.proven {
        return Err(RolloutError::Refused("it was not proven on a scratch copy"));
    }
    let mut live = open_locked(site, journal).await?;
    if let Some(open) = live.open_run().await? {
        return Err(RolloutError::OpenRun(open.id));
    }
    must_not_have_run(&mut live, plan).await?;
    let found = live.inspect(&site.scope).await?.fingerprint(&plan.footprint);
    if found != plan.base {
        return Err(RolloutError::Superseded { expected: plan.base, found });
    }
    let claim = gate.pass().await.map_err(RolloutError::NotApproved)?;
    refuse_used(&mut live, &claim).await?;
    let run = live.begin_approved_run(plan, revision, site.retention, &claim.used).await?;
    journal.record(Entry::RunBegins { run, plan, revision, claim: &claim }).await?;
    let ended = finish(site, &mut live, run, plan, plan.steps.as_slice(), journal).await?;
    live.close().await?;
    Ok(ended)
}

/// The plan of a changelist may have been run by somebody else since it was made: its base would not tell.
async fn must_not_have_run(live: &mut Live, plan: &Plan) -> Result<(), RolloutError> {
    let Some(changelist) = &plan.changelist else { return Ok(()) };
    match live.changelists().await?.get(&changelist.id) {
        Some(run) if !run.allows(changelist.digest) => {
            Err(RolloutError::AlreadyRan { id: changelist.id.clone(), run: run.run })
        }
        _ => Ok(()),
    }
}

/// Refuses approvals that the target's ledger knows to be used, whatever became of the store.
pub(super) async fn refuse_used(live: &mut Live, claim: &Claim) -> Result<(), RolloutError> {
    let mut before = (None, Vec::new());
    for approval in &claim.used {
        if let Some(run) = live.used_for(&[approval.statement]).await? {
            before.0 = Some(run);
            before.1.push(approval.clone());
        }
    }
    match before {
        (Some(run), used) => Err(RolloutError::ApprovalUsed { run, used }),
        (None, _) => Ok(()),
    }
}

/// Runs the remaining steps, verifies, and ends the run; undoes what was done when a step fails.
pub(super) async fn finish(
    site: &Site,
    live: &mut Live,
    run: RunId,
    plan: &Plan,
    steps: &[Step],
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    for step in steps {
        if is_called_off(site, live, run, journal).await? {
            let failure = format!("it was called off before step {} ({})", step.id, step.summary);
            return give_up(site, live, run, plan, failure, journal).await;
        }
        if let Err(failure) = run_step(site, live, run, step, journal).await? {
            return give_up(site, live, run, plan, failure, journal).await;
        }
    }
    journal.record(Entry::Verifying { run }).await?;
    let found = look(site, live, journal).await?.fingerprint(&plan.footprint);
    if found != plan.after {
        let failure = "the result is not what was desired; the plan and the database disagree".to_owned();
        return give_up(site, live, run, plan, failure, journal).await;
    }
    end(live, run, RunState::Succeeded, None, Vec::new(), journal).await
}

/// Whether somebody called the run off; asked again where the connection is lost between two steps.
async fn is_called_off(
    site: &Site,
    live: &mut Live,
    run: RunId,
    journal: &mut impl Journal,
) -> Result<bool, RolloutError> {
    let mut pauses = site.retry.pauses();
    loop {
        match live.run(run).await {
            Ok(known) => return Ok(known.is_some_and(|run| run.state == RunState::GivingUp)),
            Err(error) => again(site, live, error, pauses.next(), journal).await?,
        }
    }
}

/// Looks at the target; again where the connection is lost meanwhile.
async fn look(site: &Site, live: &mut Live, journal: &mut impl Journal) -> Result<Database, RolloutError> {
    let mut pauses = site.retry.pauses();
    loop {
        match live.inspect(&site.scope).await {
            Ok(database) => return Ok(database),
            Err(error) => again(site, live, error, pauses.next(), journal).await?,
        }
    }
}

/// Opens a new session for a question that changes nothing, where its error may pass.
async fn again(
    site: &Site,
    live: &mut Live,
    error: engine::Error,
    pause: Option<Duration>,
    journal: &mut impl Journal,
) -> Result<(), RolloutError> {
    match pause.filter(|_| error.class() != Class::Deterministic) {
        Some(pause) => tokio::time::sleep(pause).await,
        None => return Err(error.into()),
    }
    *live = open_again(site, journal).await?;
    Ok(())
}

/// Runs one step, again while its lock is not to be had; the inner error is why it failed for good.
async fn run_step(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> Result<Result<(), String>, RolloutError> {
    let mut pauses = site.retry.pauses();
    for attempt in 1.. {
        journal.record(Entry::StepBegins { run, step: step.id, attempt }).await?;
        let Some(ran) = watch::run_step(site, live, run, step, journal).await else {
            // What was held by the session that is let go comes free with it.
            *live = Live::connect(&site.url, &site.options).await?;
            wait_for_lock(site, live, journal).await?;
            return Ok(Err(format!("step {} ({}): it was called off", step.id, step.summary)));
        };
        let Err(error) = ran else { break };
        if error.class() == Class::Unknown && is_done_after_all(site, live, run, step, journal).await? {
            break;
        }
        let pause = if error.class() == Class::Deterministic { None } else { pauses.next() };
        let message = chain(&error);
        journal.record(Entry::StepFailed { run, step: step.id, error: &message, again: pause.is_some() }).await?;
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Ok(Err(format!("step {} ({}): {message}", step.id, step.summary))),
        }
    }
    journal.record(Entry::StepDone { run, step: step.id }).await?;
    Ok(Ok(()))
}

/// Opens a new session after a lost connection and asks the ledger, and the database, what became of the step.
async fn is_done_after_all(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> Result<bool, RolloutError> {
    *live = open_again(site, journal).await?;
    let run = live.run(run).await?.ok_or(RolloutError::NoRun(Some(run)))?;
    Ok(live.settle(&run).await?.get(&step.id) == Some(&StepState::Done))
}

async fn give_up(
    site: &Site,
    live: &mut Live,
    run: RunId,
    plan: &Plan,
    failure: String,
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    live.set_run_state(run, RunState::GivingUp).await?;
    let ledger = live.run(run).await?.ok_or(RolloutError::NoRun(Some(run)))?;
    let left = undo_steps(site, live, &ledger, plan, journal).await?;
    end(live, run, RunState::Failed, Some(failure), left, journal).await
}

pub(super) async fn end(
    live: &mut Live,
    run: RunId,
    state: RunState,
    failure: Option<String>,
    left: Vec<u32>,
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    live.set_run_state(run, state).await?;
    journal.record(Entry::RunEnds { run, state }).await?;
    Ok(Ended { run, state, failure, left })
}

/// The steps of a run that are not done yet, in order.
pub(super) async fn remaining(live: &mut Live, run: &Run) -> Result<Vec<Step>, RolloutError> {
    let states = live.settle(run).await?;
    let is_open = |step: &&Step| states.get(&step.id) != Some(&StepState::Done);
    Ok(run.plan.steps.iter().filter(is_open).cloned().collect())
}
