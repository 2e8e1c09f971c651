//! Online steps: rows of a big table are filled or looked at by ranges, each in a short transaction, while everybody goes on.
//!
//! Not what is filled, which the plan says. Invariant: how far a step has come is written in the transaction of each range, so that
//! whoever goes on begins where the last range ended.

mod pieces;
mod throttle;
mod walk;

use std::time::{Duration, Instant};

use plan::{Online, Step};
use schema::Dialect;
use sqlx::postgres::PgRow;

pub(super) use self::pieces::CREATE as PIECES;
use self::throttle::Throttle;
use self::walk::{Range, Walk};
use super::session::Session;
use crate::ledger::RunId;
use crate::online::{Pace, Phase, Progress, Steering};
use crate::{Class, Error, Result};

/// How long to wait before a range is tried again whose rows others hold.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl Session {
    /// Runs an online step, or the rest of it.
    pub(super) async fn run_online(&mut self, run: RunId, step: &Step) -> Result<()> {
        let (work, phase) = match &step.online {
            Some(Online::Pieces { .. }) => return self.run_pieces(run, step).await,
            Some(Online::Backfill { .. }) => (Work::of(step), Phase::Copying),
            Some(Online::Verify { .. }) => (Work::of(step), Phase::Verifying),
            _ => (None, Phase::Preparing),
        };
        let Some(work) = work else {
            let reason = "no online change of PostgreSQL is made in this way".to_owned();
            return Err(Error::Refused { what: step.summary.clone(), reason });
        };
        let steering = self.steering.clone();
        let done = self.walk_through(run, step, &work, phase, &steering).await;
        steering.ended();
        done
    }

    async fn walk_through(
        &mut self,
        run: RunId,
        step: &Step,
        work: &Work<'_>,
        phase: Phase,
        steering: &Steering,
    ) -> Result<()> {
        let mut walk = self.open_walk(run, step, work.table).await?;
        let mut progress = Progress { phase, of: walk.rows(), ..Progress::of_table(&work.table.dotted()) };
        let mut throttle = Throttle::new(steering);
        let (mut pace, mut pause, mut is_alone) = (Pace::new(steering.settings.range_time), SHORTEST_PAUSE, false);
        let (began, first) = (Instant::now(), walk.rows_walked());
        while let Some(range) = walk.next(if is_alone { 1 } else { pace.rows() }) {
            self.wait_while_throttled(&mut throttle, steering, &mut progress).await?;
            let at = Instant::now();
            match self.one_range(step, work, &walk, &range).await {
                Ok(false) => walk = self.open_walk(run, step, work.table).await?,
                Ok(true) => {
                    pace.took(walk.rows_of(&range), at.elapsed());
                    (pause, is_alone) = (SHORTEST_PAUSE, false);
                    walk.arrived(&range);
                    progress.throttled = None;
                    told(&mut progress, &walk, walk.rows_walked() - first, began.elapsed());
                    steering.report(progress.clone());
                }
                Err(error) if error.class() == Class::Transient => {
                    // The smallest range is tried next: it holds nothing up while it waits.
                    is_alone = true;
                    progress.throttled = Some(held(&error));
                    steering.report(progress.clone());
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
        if phase == Phase::Verifying {
            hold(steering, &mut progress).await;
        }
        self.end_walk(run, step).await
    }

    /// One range with its watermark, in a transaction; false where the walk must be looked at again.
    async fn one_range(&mut self, step: &Step, work: &Work<'_>, walk: &Walk, range: &Range) -> Result<bool> {
        const LONGEST_WAIT: u64 = 500;
        let lock = if step.timeouts.lock_ms == 0 { LONGEST_WAIT } else { step.timeouts.lock_ms.min(LONGEST_WAIT) };
        // One round trip for all: whoever waits for rows of the range waits for nothing else.
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = {lock}; SET LOCAL enable_seqscan = off; {}; {}",
            work.statement(range),
            walk.moved_to(range)
        );
        let done = match self.rows(&sql).await {
            Ok(rows) => self.judge(work, &rows),
            Err(error) => Err(error),
        };
        if matches!(done, Ok(false)) {
            self.batch("ROLLBACK").await?;
            return Ok(false);
        }
        self.end_transaction(done.map(drop)).await.map(|()| true)
    }

    /// Whether the watermark was moved; before it, of a look, how many rows are wrong.
    fn judge(&self, work: &Work<'_>, rows: &[PgRow]) -> Result<bool> {
        let Kind::Look { message, .. } = work.kind else { return Ok(!rows.is_empty()) };
        let wrong = rows.first().map_or(Ok(0), |row| self.number(row, 0))?;
        if wrong > 0 {
            return Err(Error::Guard { message: format!("{wrong} {message}") });
        }
        Ok(rows.len() > 1)
    }

    async fn wait_while_throttled(
        &mut self,
        throttle: &mut Throttle,
        steering: &Steering,
        progress: &mut Progress,
    ) -> Result<()> {
        const ROUND: Duration = Duration::from_millis(250);
        while let Some(reason) = throttle.reason(self, steering).await? {
            progress.throttled = Some(reason);
            steering.report(progress.clone());
            tokio::time::sleep(ROUND).await;
        }
        progress.throttled = None;
        Ok(())
    }
}

/// Why a range is tried again, for people.
fn held(error: &Error) -> String {
    match error {
        Error::LockTimeout { blockers, .. } if blockers.is_empty() => "others hold rows of the range".to_owned(),
        Error::LockTimeout { blockers, .. } => format!("rows of the range are held by {}", blockers.join("; ")),
        other => other.to_string(),
    }
}

/// What is done in each range.
struct Work<'s> {
    table: &'s schema::ObjectId,
    /// The table as SQL.
    name: String,
    kind: Kind<'s>,
}

enum Kind<'s> {
    Fill { set: &'s str, pending: &'s str },
    Look { wrong: &'s str, message: &'s str },
}

impl<'s> Work<'s> {
    /// What is done in one range.
    fn statement(&self, range: &Range) -> String {
        let (name, place) = (&self.name, range.condition());
        match self.kind {
            Kind::Fill { set, pending } => format!("UPDATE {name} SET {set} WHERE {place} AND ({pending})"),
            Kind::Look { wrong, .. } => format!("SELECT count(*) FROM {name} WHERE {place} AND ({wrong})"),
        }
    }

    fn of(step: &'s Step) -> Option<Self> {
        let (table, kind) = match step.online.as_ref()? {
            Online::Backfill { table, set, pending, .. } => (table, Kind::Fill { set, pending }),
            Online::Verify { table, wrong, message } => (table, Kind::Look { wrong, message }),
            Online::Copy { .. } | Online::Pieces { .. } => return None,
        };
        Some(Self { table, name: table.qualified(Dialect::Postgres), kind })
    }
}

/// The names are not exchanged while somebody holds them: everything is ready then, and stays so.
async fn hold(steering: &Steering, progress: &mut Progress) {
    const ROUND: Duration = Duration::from_millis(250);
    while let Some(reason) = steering.is_held() {
        progress.phase = Phase::Holding;
        progress.throttled = Some(reason);
        steering.report(progress.clone());
        tokio::time::sleep(ROUND).await;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with few digits")]
fn told(progress: &mut Progress, walk: &Walk, rows: u64, time: Duration) {
    progress.rows = walk.rows_walked();
    progress.of = walk.rows().max(progress.rows);
    progress.rate = rows as f64 / time.as_secs_f64().max(0.001);
    let left = (progress.of - progress.rows) as f64 / progress.rate.max(0.001);
    progress.left = Duration::try_from_secs_f64(left).ok();
}
