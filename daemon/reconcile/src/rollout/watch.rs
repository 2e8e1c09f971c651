//! A step while it runs: an online change tells how far it is, and somebody may call it off.

use std::future::Future;
use std::time::Duration;

use engine::{Live, RunId, RunState, Steering};
use plan::{Mode, Step};

use super::{Journal, Site};

/// How often the ledger is asked whether the run was called off.
const LOOK: Duration = Duration::from_secs(1);

/// Runs a step, and tells its progress; `None` when the run was called off meanwhile, and the session is of no more use.
pub(super) async fn run_step(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> Option<engine::Result<()>> {
    if step.mode != Mode::Online {
        return Some(live.run_step(run, step).await);
    }
    tokio::select! {
        done = watched(&site.options.steering, step, live.run_step(run, step), journal) => Some(done),
        () = called_off(site, run) => None,
    }
}

/// Undoes a step, and tells its progress.
pub(super) async fn undo_step(
    site: &Site,
    live: &mut Live,
    run: RunId,
    step: &Step,
    journal: &mut impl Journal,
) -> engine::Result<()> {
    watched(&site.options.steering, step, live.undo_step(run, step), journal).await
}

async fn watched(
    steering: &Steering,
    step: &Step,
    work: impl Future<Output = engine::Result<()>>,
    journal: &mut impl Journal,
) -> engine::Result<()> {
    let mut progress = steering.progress();
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            Ok(()) = progress.changed() => {
                let latest = progress.borrow_and_update().clone();
                if let Some(progress) = latest {
                    journal.progresses(step.id, &progress);
                }
            }
        }
    }
}

/// Ready when somebody wrote into the ledger that the run is to be given up. A server that does not answer is asked again.
async fn called_off(site: &Site, run: RunId) {
    loop {
        if let Ok(mut live) = Live::connect(&site.url, &site.options).await {
            while let Ok(Some(run)) = live.run(run).await {
                if run.state == RunState::GivingUp {
                    return;
                }
                tokio::time::sleep(LOOK).await;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
