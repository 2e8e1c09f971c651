//! Copying: the table range by range, some ranges at a time.
//!
//! Invariant: a range and the word that it is copied commit together.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Executor as _};
use tokio::sync::{Mutex, Semaphore};

use super::flow::{Clash, Flow};
use super::key::{Bound, Range, bound_of};
use super::replay::{GIVES_WAY, ended};
use super::work::{Work, is_code, is_passing};
use crate::mysql::fault;
use crate::mysql::session::Session;
use crate::{Error, Phase, Result};

/// How many ranges each session copies before what was written meanwhile is looked at.
const ROUND: usize = 3;

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
        let round =
            Round { flow, row: &row, clash, turns: Semaphore::new(self.copiers), left: Mutex::new(self.job.ranges()) };
        let at_once = self.hands.iter_mut().take(self.copiers + 1).map(|hand| round.copy(hand));
        let last = self.job.cut.last().filter(|last| !last.is_empty()).cloned();
        let (rows, ranges_at_once) = (self.pace.rows(), self.copiers * ROUND);
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
        for (copied, error) in outcomes {
            for Copied { at, rows: copied, time } in copied {
                self.job.cut_done |= 1 << at;
                self.job.copied += copied;
                (rows, longest) = (rows.max(copied), longest.max(time));
            }
            failed = error.or(failed);
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
                let after = self.job.copied_to.as_ref();
                bounds(&mut self.main, &self.flow, after, self.pace.rows(), self.copiers * ROUND).await?
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

/// Ranges that are copied one after the other by some sessions: one more than write rows at once, so that rows are written while
/// another range commits.
struct Round<'a> {
    flow: &'a Flow,
    row: &'a str,
    clash: Clash,
    /// Who writes rows has a turn.
    turns: Semaphore,
    left: Mutex<VecDeque<(usize, Range)>>,
}

/// A range that is copied.
struct Copied {
    at: usize,
    rows: u64,
    /// How long its rows were written.
    time: Duration,
}

impl Round<'_> {
    /// What this session copied, up to the error where there was one: then the other sessions begin nothing new either.
    async fn copy(&self, hand: &mut Session) -> (Vec<Copied>, Option<Error>) {
        let mut copied = Vec::new();
        loop {
            let next = self.left.lock().await.pop_front();
            let Some((at, range)) = next else { return (copied, None) };
            match self.copy_range(hand, at, &range).await {
                Ok(range) => copied.push(range),
                Err(error) => {
                    self.left.lock().await.clear();
                    return (copied, Some(error));
                }
            }
        }
    }

    async fn copy_range(&self, hand: &mut Session, at: usize, range: &Range) -> Result<Copied> {
        let turn = self.turns.acquire().await.ok();
        let began = Instant::now();
        let copied = changed(hand, &self.flow.copy(range, self.clash)).await;
        let time = began.elapsed();
        drop(turn);
        let told = match copied {
            Ok(copied) => {
                let done = 1_u64 << at;
                let sql = format!(
                    "UPDATE groundline.online SET cut_done = cut_done | {done}, copied = copied + {copied}, at = UNIX_TIMESTAMP() WHERE {}",
                    self.row
                );
                hand.recorded(&sql).await.map(|_| copied)
            }
            Err(error) => Err(error),
        };
        Ok(Copied { at, rows: ended(hand, told).await?, time })
    }
}

/// Runs statements and counts the rows that they changed.
pub(super) async fn changed(session: &mut Session, sql: &str) -> Result<u64> {
    let ran = session.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    ran.map(|done| done.rows_affected()).map_err(|cause| fault::of_statement(cause, sql, &session.url))
}
