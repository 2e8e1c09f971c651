//! Waiting for the daemon: for a status that is as it should be, not for a time to pass.

use std::time::Duration;

use reconcile::status::TargetStatus;

use crate::http::StatusReceiver;
use crate::output::Failure;

/// After this long something is wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until a target's status is as `is_so` wants it, and gives it.
pub(super) async fn until(
    status: &mut StatusReceiver,
    target: &str,
    what: &str,
    is_so: impl Fn(&TargetStatus) -> bool + Send + Sync,
) -> Result<TargetStatus, Failure> {
    let found = tokio::time::timeout(PATIENCE, status.wait_for(|all| all.target(target).is_some_and(&is_so))).await;
    if let Ok(Ok(all)) = &found
        && let Some(target) = all.target(target)
    {
        return Ok(target.clone());
    }
    drop(found);
    let now = status.borrow().target(target).map_or("not known".to_owned(), |now| {
        format!("{}, {}, {}: {}", now.sync, now.health, now.operation, now.message)
    });
    Err(Failure::error(format!("{target} did not become {what}; it is {now}")))
}
