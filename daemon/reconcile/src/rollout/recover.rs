//! Recovery: a run whose process died is finished, or its undo is, from the ledger of the target alone.

use engine::{Live, RunState};

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
    wait_for_lock(site, &mut live, journal).await?;
    // Its process may have been alive, and have ended it while the lock was waited for.
    let Some(run) = live.open_run().await? else { return Ok(None) };
    journal.record(Entry::RunResumes { run: run.id, plan: &run.plan }).await?;
    let ended = match run.state {
        RunState::GivingUp => finish_undo(site, &mut live, &run, RunState::Failed, journal).await?,
        RunState::Undoing => finish_undo(site, &mut live, &run, RunState::Undone, journal).await?,
        _ => {
            let steps = remaining(&mut live, &run).await?;
            finish(site, &mut live, run.id, &run.plan, &steps, journal).await?
        }
    };
    live.close().await?;
    Ok(Some(ended))
}
