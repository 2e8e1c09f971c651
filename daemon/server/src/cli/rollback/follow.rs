//! Waiting until the daemon has taken every target back, as its store tells; one line a target when its end is known.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use reconcile::status::{Operation, Sync, TargetStatus, Timestamp};

use crate::cli::state::StateArgs;
use crate::cli::status::whats_next;
use crate::output::{Exit, Failure, failures, print};

/// How often the store is asked.
const LOOK: Duration = Duration::from_millis(200);

/// How a target stands to the commit.
enum Standing {
    Back,
    NotBack,
    Open,
}

/// Waits for targets to be what a commit says, at most so long. Exit 1 where one is not.
pub(super) async fn follow(
    state: &StateArgs,
    targets: &BTreeSet<String>,
    commit: &str,
    patience: Duration,
) -> Result<Exit, Failure> {
    let reader = state.reader().await?;
    let (began, since) = (Instant::now(), Timestamp::now());
    let (mut open, mut worst) = (targets.clone(), Exit::Done);
    loop {
        let records = reader.targets().await.map_err(failures)?;
        let is_late = began.elapsed() >= patience;
        for status in records.into_iter().map(|record| record.status).filter(|one| targets.contains(&one.name)) {
            let standing = standing(&status, commit, since);
            if !open.contains(&status.name) || (matches!(standing, Standing::Open) && !is_late) {
                continue;
            }
            open.remove(&status.name);
            worst = worst.max(told(&status, &standing)?);
        }
        if open.is_empty() || is_late {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    reader.close().await;
    for name in &open {
        print(&format!("{name}: not back: the daemon does not know it\n"))?;
        worst = Exit::Error;
    }
    Ok(worst)
}

fn standing(status: &TargetStatus, commit: &str, since: Timestamp) -> Standing {
    let is_back = status.revision.applied.as_deref() == Some(commit) && status.sync == Sync::InSync;
    let is_seen = status.revision.desired.as_deref() == Some(commit)
        && status.last_verified.is_some_and(|verified| verified >= since);
    match status.operation {
        Operation::Idle | Operation::Succeeded if is_back => Standing::Back,
        Operation::Failed | Operation::Blocked | Operation::Stalled if is_seen => Standing::NotBack,
        _ => Standing::Open,
    }
}

fn told(status: &TargetStatus, standing: &Standing) -> Result<Exit, Failure> {
    match standing {
        Standing::Back => {
            print(&format!("{}: back\n", status.name))?;
            Ok(Exit::Done)
        }
        Standing::NotBack | Standing::Open => {
            let (name, operation, message) = (&status.name, status.operation, &status.message);
            print(&format!("{name}: not back, {operation}: {message}\n{}", whats_next(status)))?;
            Ok(Exit::Error)
        }
    }
}
