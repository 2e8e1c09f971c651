//! Copying: the table range by range, some ranges at a time.
//!
//! Invariant: a range and the word that it is copied commit together.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Executor as _};

use super::flow::{Clash, Flow};
use super::key::{Bound, Range, bound_of};
use super::replay::{GIVES_WAY, ended};
use super::work::{Work, is_code, is_passing};
use crate::mysql::fault;
use crate::mysql::session::Session;
use crate::{Error, Phase, Result};

/// How often a range is tried whose rows clash with others.
const ATTEMPTS: u32 = 8;

impl Work {
    /// Copies what is not copied yet, and replays meanwhile.
    pub(super) async fn copy_all(&mut self) -> Result<()> {
        let rows = super::work::estimate(&mut self.main, &self.job.work.table).await?;
        self.report.phase(Phase::Copying, self.job.copied, rows.max(self.job.copied));
        let mut failures = 0;
        while !self.job.is_copied() {
            match self.throttle.reason(&mut self.main).await? {
                None => {
                    self.report.waits(None);
                    let clash = if failures < GIVES_WAY { Clash::Fails } else { Clash::GivesWay };
                    match self.copy_round(clash).await {
                        Ok(()) => failures = 0,
                        Err(error) if is_code(&error, "1062") || is_passing(&error) => {
                            failures += 1;
                            self.after_clash(error, failures).await?;
                        }
                        Err(error) => return Err(error),
                    }
                }
                Some(reason) => {
                    self.report.waits(Some(reason));
                    self.read_for(Duration::from_millis(100)).await?;
                }
            }
            self.replay_now_and_then().await?;
        }
        Ok(())
    }

    /// What clashes may have been moved by a change that is in the log: everything up to now is replayed before the next attempt.
    async fn after_clash(&mut self, error: Error, failures: u32) -> Result<()> {
        if failures > ATTEMPTS {
            return Err(self.not_unique(error));
        }
        if failures == GIVES_WAY && is_code(&error, "1062") {
            self.check_unique(error).await?;
        }
        self.replay_to_now().await
    }

    async fn copy_round(&mut self, clash: Clash) -> Result<()> {
        if self.job.cut.is_empty() {
            self.cut().await?;
        }
        let (flow, row) = (&self.flow, self.job.row());
        let ranges = self.job.ranges();
        let at_once = self
            .hands
            .iter_mut()
            .zip(&ranges)
            .map(|(hand, (at, range))| copy_range(hand, flow, &row, *at, range, clash));
        let last = self.job.cut.last().filter(|last| !last.is_empty()).cloned();
        let (rows, ranges_at_once) = (self.pace.rows(), self.copiers);
        let main = &mut self.main;
        let ahead = async {
            match &last {
                Some(last) => Some(bounds(main, flow, Some(last), rows, ranges_at_once).await),
                None => None,
            }
        };
        let (outcomes, ahead) = self.reading.meanwhile(futures_util::future::join(join_all(at_once), ahead)).await?;
        let ahead = ahead.transpose()?;
        self.ahead = last.zip(ahead);
        let mut failed = None;
        let (mut rows, mut longest) = (0, Duration::ZERO);
        for ((at, _), outcome) in ranges.iter().zip(outcomes) {
            match outcome {
                Ok((copied, time)) => {
                    self.job.cut_done |= 1 << at;
                    self.job.copied += copied;
                    (rows, longest) = (rows.max(copied), longest.max(time));
                }
                Err(error) => failed = Some(error),
            }
        }
        self.job.join();
        self.pace.took(rows, longest);
        self.report.done(self.job.copied);
        self.report.followed(&self.reading.pending, self.job.replayed);
        match failed {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Decides on the next ranges, and writes them down with up to where everything is copied.
    async fn cut(&mut self) -> Result<()> {
        let cut = match self.ahead.take() {
            Some((after, cut)) if Some(&after) == self.job.copied_to.as_ref() => cut,
            _ => {
                bounds(&mut self.main, &self.flow, self.job.copied_to.as_ref(), self.pace.rows(), self.copiers).await?
            }
        };
        let what = format!(
            "copied_to = {}, cut = {}, cut_done = 0",
            self.main.json(&self.job.copied_to)?,
            self.main.json(&cut)?
        );
        self.main.set_job(&self.job, &what).await?;
        self.job.cut = cut;
        self.job.cut_done = 0;
        Ok(())
    }
}

/// The ends of the next ranges of so many rows; an empty one is the end of the table.
async fn bounds(
    main: &mut Session,
    flow: &Flow,
    after: Option<&Bound>,
    rows: u64,
    ranges: usize,
) -> Result<Vec<Bound>> {
    let mut found: Vec<Bound> = Vec::new();
    for _ in 0..ranges {
        let after = found.last().or(after).cloned();
        let answer = main.rows(&flow.bound(&Range { after, upto: None }, rows)).await?;
        let Some(row) = answer.first() else {
            found.push(Vec::new());
            break;
        };
        found.push(bound_of(row).ok_or_else(|| main.spoiled("a key has no value".to_owned()))?);
    }
    Ok(found)
}

async fn copy_range(
    hand: &mut Session,
    flow: &Flow,
    row: &str,
    at: usize,
    range: &Range,
    clash: Clash,
) -> Result<(u64, Duration)> {
    let began = Instant::now();
    let copied = changed(hand, &flow.copy(range, clash)).await;
    let told = match copied {
        Ok(copied) => {
            let done = 1_u64 << at;
            let sql = format!(
                "UPDATE groundline.online SET cut_done = cut_done | {done}, copied = copied + {copied}, at = UNIX_TIMESTAMP() WHERE {row}"
            );
            hand.recorded(&sql).await.map(|_| copied)
        }
        Err(error) => Err(error),
    };
    Ok((ended(hand, told).await?, began.elapsed()))
}

/// Runs statements and counts the rows that they changed.
pub(super) async fn changed(session: &mut Session, sql: &str) -> Result<u64> {
    let ran = session.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    ran.map(|done| done.rows_affected()).map_err(|cause| fault::of_statement(cause, sql, &session.url))
}
