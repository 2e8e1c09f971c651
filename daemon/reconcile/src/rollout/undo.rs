//! Undo: the steps of a run in reverse, each from its statements or its snapshot.

use engine::{Class, Conflicts, Live, LockState, Restore, Run, RunId, RunState, StepState, conflicts_in_words};
use plan::{Mode, Plan, Step, Undo};
use schema::Database;

use super::run::{end, refuse_used};
use super::{Ended, Entry, Gate, Journal, RolloutError, Site, open_again, open_locked, watch};
use crate::chain;

/// Undoes a run (the last that succeeded where none is named) from the ledger of its target alone.
///
/// # Errors
/// No such run, a run that cannot be undone, or a database that changed since: the objects of the run must be as the run
/// left them.
pub async fn undo(site: &Site, run: Option<RunId>, journal: &mut impl Journal) -> Result<Ended, RolloutError> {
    let mut live = open_locked(site, journal).await?;
    if let Some(open) = live.open_run().await? {
        return Err(RolloutError::OpenRun(open.id));
    }
    let run = find(&mut live, run).await?;
    must_be_undoable(site, &mut live, &run).await?;
    live.set_run_state(run.id, RunState::Undoing).await?;
    journal.record(Entry::RunResumes { run: run.id, plan: &run.plan }).await?;
    let ended = finish_undo(site, &mut live, &run, RunState::Undone, journal).await?;
    live.close().await?;
    Ok(ended)
}

/// Takes a run back as the plan says that was made of it, if the gate lets it: asked when the target is locked and is as the run left it.
///
/// # Errors
/// Nothing was changed: as `undo`, a plan of another run, or one that the gate does not let.
pub async fn take_back(
    site: &Site,
    plan: &Plan,
    revision: Option<&str>,
    gate: &mut impl Gate,
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    let Some(undoes) = plan.undoes.filter(|_| plan.is_intact()) else {
        return Err(RolloutError::Refused("it takes no run back, or was edited after it was made"));
    };
    let mut live = open_locked(site, journal).await?;
    if let Some(open) = live.open_run().await? {
        return Err(RolloutError::OpenRun(open.id));
    }
    let run = find(&mut live, Some(RunId(undoes.run))).await?;
    if run.plan.taken_back(undoes).digest != plan.digest {
        return Err(RolloutError::Refused("it was not made of that run"));
    }
    must_be_undoable(site, &mut live, &run).await?;
    let claim = gate.pass().await.map_err(RolloutError::NotApproved)?;
    refuse_used(&mut live, &claim).await?;
    journal.record(Entry::RunBegins { run: run.id, plan, revision, claim: &claim }).await?;
    live.set_run_state(run.id, RunState::Undoing).await?;
    let ended = finish_undo(site, &mut live, &run, RunState::Undone, journal).await?;
    live.close().await?;
    Ok(ended)
}

/// Refuses a run whose objects are not as it left them, or whose rows are not, where those are not to be overwritten.
async fn must_be_undoable(site: &Site, live: &mut Live, run: &Run) -> Result<(), RolloutError> {
    let observed = live.inspect(&site.scope).await?;
    let restores = forecast(live, run, &observed).await?;
    if site.options.conflicts == Conflicts::Refuse && restores.iter().any(|restore| restore.conflicting > 0) {
        return Err(RolloutError::NotUndoable { run: run.id, reason: conflicts_in_words(&restores) });
    }
    Ok(())
}

/// What undoing a run would do to rows, on a target that looks like `observed`; nothing is changed.
///
/// # Errors
/// A run that cannot be undone, objects that are not as it left them, or saved rows that are no longer there.
pub async fn forecast(live: &mut Live, run: &Run, observed: &Database) -> Result<Vec<Restore>, RolloutError> {
    if let Some(reason) = why_not(run) {
        return Err(RolloutError::NotUndoable { run: run.id, reason });
    }
    if observed.fingerprint(&run.plan.footprint) != run.plan.after {
        let reason =
            "objects that it touched have changed since; revert the commit instead, or undo the later runs first";
        return Err(RolloutError::NotUndoable { run: run.id, reason: reason.to_owned() });
    }
    restores(live, run).await
}

/// What undoing a run (the last that succeeded where none is named) would do to rows, table by table; nothing is changed.
///
/// # Errors
/// No such run, a run that cannot be undone, or saved rows that are no longer there.
pub async fn preview_undo(site: &Site, run: Option<RunId>) -> Result<(RunId, Vec<Restore>), RolloutError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let run = find(&mut live, run).await?;
    if let Some(reason) = why_not(&run) {
        return Err(RolloutError::NotUndoable { run: run.id, reason });
    }
    let restores = restores(&mut live, &run).await?;
    live.close().await?;
    Ok((run.id, restores))
}

/// What the steps that saved rows would do, the last step first: the order in which they are undone.
async fn restores(live: &mut Live, run: &Run) -> Result<Vec<Restore>, RolloutError> {
    let mut found = Vec::new();
    let mut later = Vec::new();
    for step in run.plan.steps.iter().rev().filter(|step| matches!(step.undo, Undo::Rows)) {
        found.extend(live.preview_undo(run.id, step, &later).await?);
        later.push(step.id);
    }
    Ok(found)
}

/// Calls an interrupted or running run off: a living process that works on it takes it back; else it is taken back here, and how that
/// ended is returned.
///
/// # Errors
/// No run is open, or the door fails.
pub async fn abort(site: &Site, journal: &mut impl Journal) -> Result<Option<Ended>, RolloutError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let Some(run) = live.open_run().await? else { return Err(RolloutError::NoRun(None)) };
    live.set_run_state(run.id, RunState::GivingUp).await?;
    if let LockState::HeldByOther { .. } = live.lock().await? {
        return Ok(None);
    }
    journal.record(Entry::RunResumes { run: run.id, plan: &run.plan }).await?;
    let ended = finish_undo(site, &mut live, &run, RunState::Failed, journal).await?;
    live.close().await?;
    Ok(Some(ended))
}

/// Calls a run off that a living process works on: it is undone after the step under way. Which one, where one was running.
///
/// # Errors
/// The door fails.
pub async fn call_off(site: &Site) -> Result<Option<RunId>, RolloutError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let open = live.open_run().await?.filter(|run| run.state == RunState::Running);
    if let Some(run) = &open {
        live.set_run_state(run.id, RunState::GivingUp).await?;
    }
    live.close().await?;
    Ok(open.map(|run| run.id))
}

async fn find(live: &mut Live, wanted: Option<RunId>) -> Result<Run, RolloutError> {
    let found = match wanted {
        Some(id) => live.run(id).await?,
        None => live.runs(u32::MAX).await?.into_iter().find(|run| run.state == RunState::Succeeded),
    };
    found.ok_or(RolloutError::NoRun(wanted))
}

fn why_not(run: &Run) -> Option<String> {
    if run.state != RunState::Succeeded {
        return Some(format!("it is {}", run.state.word()));
    }
    run.plan.steps.iter().find_map(|step| match &step.undo {
        Undo::Irreversible { reason } => Some(format!("step {} ({}): {reason}", step.id, step.summary)),
        Undo::Statements { .. } | Undo::Snapshot { .. } | Undo::Rows => None,
    })
}

/// Undoes what is left to undo and ends the run: as `ending` when all of it is undone.
pub(super) async fn finish_undo(
    site: &Site,
    live: &mut Live,
    run: &Run,
    ending: RunState,
    journal: &mut impl Journal,
) -> Result<Ended, RolloutError> {
    let left = undo_steps(site, live, run, &run.plan, journal).await?;
    let state = if left.is_empty() { ending } else { RunState::Failed };
    let failure = (!left.is_empty()).then(|| "some steps could not be undone".to_owned());
    end(live, run.id, state, failure, left, journal).await
}

/// Undoes every step that is done, in reverse; returns those that could not be undone, and all before them.
pub(super) async fn undo_steps(
    site: &Site,
    live: &mut Live,
    run: &Run,
    plan: &Plan,
    journal: &mut impl Journal,
) -> Result<Vec<u32>, RolloutError> {
    let states = live.settle(run).await?;
    let is = |step: &&Step, state| states.get(&step.id) == Some(&state);
    let mut done: Vec<&Step> = plan.steps.iter().filter(|step| is(step, StepState::Done)).collect();
    if let Some(failed) = plan.steps.iter().find(|step| is(step, StepState::NotRun))
        && live.is_half_done(failed).await?
    {
        if !complete(site, live, run.id, failed, journal).await? {
            return Ok(done.iter().map(|step| step.id).chain([failed.id]).collect());
        }
        done.push(failed);
    }
    for step in plan.steps.iter().filter(|step| step.mode == Mode::Online && is(step, StepState::NotRun)) {
        if live.has_pieces(run.id, step).await? {
            // Each of its pieces is committed; they stand, and so does all that is before them.
            return Ok(done.iter().map(|step| step.id).chain([step.id]).collect());
        }
        live.abandon_step(run.id, step).await?;
    }
    for (index, step) in done.iter().enumerate().rev() {
        if !undo_step(site, live, run.id, step, journal).await? {
            return Ok(done[..=index].iter().map(|step| step.id).collect());
        }
    }
    Ok(Vec::new())
}

/// Does the rest of a step that cannot be undone half done; false when it cannot be done either.
async fn complete(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> Result<bool, RolloutError> {
    let mut pauses = site.retry.pauses();
    loop {
        let Err(error) = live.run_step(run, step).await else { return Ok(true) };
        let pause = if error.class() == Class::Transient { pauses.next() } else { None };
        let message = chain(&error);
        journal.record(Entry::StepFailed { run, step: step.id, error: &message, again: pause.is_some() }).await?;
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Ok(false),
        }
    }
}

/// Undoes one step, again while its lock is not to be had; false when it cannot be undone.
async fn undo_step(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> Result<bool, RolloutError> {
    if matches!(step.undo, Undo::Irreversible { .. }) {
        return Ok(false);
    }
    let mut pauses = site.retry.pauses();
    loop {
        journal.record(Entry::UndoBegins { run, step: step.id }).await?;
        let Err(error) = watch::undo_step(site, live, run, step, journal).await else { break };
        if error.class() == Class::Unknown {
            *live = open_again(site, journal).await?;
            let ledger = live.run(run).await?.ok_or(RolloutError::NoRun(Some(run)))?;
            if live.settle(&ledger).await?.get(&step.id) == Some(&StepState::Undone) {
                break;
            }
        }
        let pause = if error.class() == Class::Deterministic { None } else { pauses.next() };
        let message = chain(&error);
        journal.record(Entry::StepFailed { run, step: step.id, error: &message, again: pause.is_some() }).await?;
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Ok(false),
        }
    }
    journal.record(Entry::UndoDone { run, step: step.id }).await?;
    Ok(true)
}
