//! After an online change the table as it was is fed with later writes for a while, so that undoing takes an instant.
//!
//! Nothing depends on it: an undo brings the table up to date by itself. So a feed that fails is told in the log, and no more.

use std::time::Instant;

use engine::Live;
use schema::Dialect;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::goal::Goal;
use crate::chain;

/// The feeds under way.
#[derive(Debug, Default)]
pub(super) struct Feeding {
    tasks: JoinSet<()>,
}

impl Feeding {
    /// Begins after a run of this target, where there may be something to feed.
    pub(super) fn begin(&mut self, goal: &Goal, cancel: &CancellationToken) {
        while self.tasks.try_join_next().is_some() {}
        let time = goal.settings.online.feed;
        if goal.site.url.dialect() != Dialect::MySql || time.is_zero() {
            return;
        }
        let (site, cancel, until) = (goal.site.clone(), cancel.clone(), Instant::now() + time);
        let span = tracing::info_span!("feed", target = goal.name());
        let feed = async move {
            let fed = async {
                let mut live = Live::connect(&site.url, &site.options).await?;
                live.feed(&site.options.steering, until).await
            };
            tokio::select! {
                () = cancel.cancelled() => {}
                fed = fed => if let Err(error) = fed {
                    tracing::warn!(error = %chain(&error), "the table as it was is not fed any more; an undo will catch up");
                }
            }
        };
        self.tasks.spawn(feed.instrument(span));
    }
}
