//! Recovery: a run whose process died is finished, or its undo is, from the ledger of the target alone.

use engine::{Live, Run, RunState, StepState};

use super::run::{finish, remaining};
use super::undo::finish_undo;
use super::{Ended, Entry, Journal, RolloutError, Site, wait_for_lock};

/// Brings an interrupted run to its end: steps that the ledger has are not run again, the others are run; an interrupted
/// undo is finished. `None` when nothing was interrupted, and then no lock was taken.
///
/// # Errors
/// The target is locked by a living process, or the door fails.
pub async fn recover(site: &Site, journal: &mut impl Journal) -> Result<Option<Ended>, RolloutError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    if live.open_run().await?.is_none() {
        live.close().await?;
        return Ok(None);
    }
    wait_for_lock(site, &mut live).await?;
    // Its process may have been alive, and have ended it while the lock was waited for.
    let Some(run) = live.open_run().await? else { return Ok(None) };
    journal.record(Entry::RunResumes { run: run.id, plan: &run.plan }).await?;
    let ended = if run.state == RunState::Undoing {
        let ending = ending(&mut live, &run).await?;
        finish_undo(site, &mut live, &run, ending, journal).await?
    } else {
        let steps = remaining(&mut live, &run).await?;
        finish(site, &mut live, run.id, &run.plan, &steps, journal).await?
    };
    live.close().await?;
    Ok(Some(ended))
}

/// What a run is that was being undone: it failed where some step never ran; else it had succeeded.
async fn ending(live: &mut Live, run: &Run) -> Result<RunState, RolloutError> {
    let states = live.settle(run).await?;
    let never_ran = states.values().any(|state| *state == StepState::NotRun);
    Ok(if never_ran { RunState::Failed } else { RunState::Undone })
}
