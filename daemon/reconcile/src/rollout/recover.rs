//! Recovery: a run whose process died is finished, or its undo is, from the ledger of the target alone.

use engine::RunState;

use super::run::{finish, remaining};
use super::undo::finish_undo;
use super::{Ended, Entry, Journal, RolloutError, Site, open_locked};

/// Brings an interrupted run to its end: steps that the ledger has are not run again, the others are run; an interrupted
/// undo is finished. `None` when nothing was interrupted.
///
/// # Errors
/// The target is locked by a living process, or the door fails.
pub async fn recover(site: &Site, journal: &mut impl Journal) -> Result<Option<Ended>, RolloutError> {
    let mut live = open_locked(site).await?;
    let Some(run) = live.open_run().await? else { return Ok(None) };
    journal.record(Entry::RunResumes { run: run.id, plan: &run.plan }).await?;
    let ended = if run.state == RunState::Undoing {
        finish_undo(site, &mut live, &run, journal).await?
    } else {
        let steps = remaining(&mut live, &run).await?;
        finish(site, &mut live, run.id, &run.plan, &steps, journal).await?
    };
    live.close().await?;
    Ok(Some(ended))
}
