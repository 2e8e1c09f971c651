//! Comparing both tables before the exchange, row by row, exactly and without a lock.
//!
//! Both are read as they were at one moment each. Invariant: every key that may differ then, because its change was not replayed yet, is
//! known: it was waiting or was touched between. Any other difference is one, whoever made it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::compare::{differing, in_words, summed};
use super::key::{Bound, Range, bound_of};
use super::work::{Work, open_session, prepare};
use crate::mysql::binlog::current_position;
use crate::mysql::session::{Session, value};
use crate::online::Pace;
use crate::{Error, Phase, Result};

/// How many keys that may differ are left out of the sums; where they are more, they are told apart row by row.
const FEW: usize = 2000;

/// How often both are compared.
const PASSES: u32 = 3;

impl Work {
    /// Compares until a pass finds nothing.
    ///
    /// # Errors
    /// A value would be lost, or the tables keep differing.
    pub(super) async fn verify(&mut self) -> Result<()> {
        for _ in 0..PASSES {
            let rows = super::work::estimate(&mut self.main, &self.job.work.table).await?;
            self.report.phase(Phase::Verifying, 0, rows);
            let differing = self.pass().await?;
            if differing.is_empty() {
                return Ok(());
            }
            self.check_lossless(&differing).await?;
            tracing::warn!(
                table = self.job.work.table,
                rows = differing.len(),
                first = differing.first(),
                "rows differ and are copied again"
            );
            self.rewrite(&differing.into_iter().collect::<Vec<_>>()).await?;
        }
        Err(Error::Refused {
            what: format!("changing `{}` online", self.job.work.table),
            reason: "its rows and their copies differ again and again; does a session write with `sql_log_bin = 0`?"
                .to_owned(),
        })
    }

    /// The keys of the rows that differ, as literals.
    async fn pass(&mut self) -> Result<BTreeSet<String>> {
        self.reading.pending.record();
        let mut left = self.snapshot().await?;
        let mut right = self.snapshot().await?;
        let end = current_position(&mut self.main).await?;
        while self.reading.pending.read() < &end {
            self.reading.upto(&end, Duration::from_millis(500)).await?;
            self.replay_now_and_then().await?;
        }
        let open = self.reading.pending.recorded();
        let is_few = open.len() <= FEW;
        let open = (!open.is_empty()).then(|| super::replay::tuples(open.iter(), &self.watched));
        let mut pace = Pace::new(self.steering.settings.range_time * 2);
        let mut found = BTreeSet::new();
        let mut done = 0;
        let mut after: Option<Bound> = None;
        loop {
            let range = self.next_range(&mut left, after, pace.rows()).await?;
            let began = Instant::now();
            let passed_over = open.as_deref().filter(|_| is_few);
            let (rows, is_equal) = self.compare(&mut left, &mut right, &range, passed_over).await?;
            if !is_equal {
                let sql = differing(&self.flow, &range, open.as_deref(), self.job.work.may_lose);
                let rows = self.reading.meanwhile(left.rows(&sql)).await??;
                found.extend(rows.iter().map(|row| value(row, 0)));
            }
            pace.took(rows, began.elapsed());
            done += rows;
            self.report.done(done);
            self.report.followed(&self.reading.pending, self.job.replayed);
            self.replay_now_and_then().await?;
            after = range.upto;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    async fn snapshot(&mut self) -> Result<Session> {
        let mut session = open_session(&self.main).await?;
        prepare(&mut session, &self.flow, "REPEATABLE READ").await?;
        session.batch("START TRANSACTION WITH CONSISTENT SNAPSHOT").await?;
        Ok(session)
    }

    /// The next range; everything at once where the order of the key is another one in the copy.
    async fn next_range(&mut self, session: &mut Session, after: Option<Bound>, rows: u64) -> Result<Range> {
        let rest = Range { after, upto: None };
        if !self.flow.key.keeps_order() {
            return Ok(rest);
        }
        let sql = self.flow.bound(&rest, rows).replace(self.flow.reading, "");
        let found = self.reading.meanwhile(session.rows(&sql)).await??;
        Ok(Range { upto: found.first().and_then(bound_of), ..rest })
    }

    /// How many rows the range has, and whether the copy has the same ones; but those that are passed over.
    async fn compare(
        &mut self,
        left: &mut Session,
        right: &mut Session,
        range: &Range,
        passed_over: Option<&str>,
    ) -> Result<(u64, bool)> {
        let (ours, theirs) = summed(&self.flow, range, passed_over, self.job.work.may_lose);
        let both = async { tokio::join!(left.rows(&ours), right.rows(&theirs)) };
        let (ours, theirs) = self.reading.meanwhile(both).await?;
        let (ours, theirs) = (ours?, theirs?);
        let sums = |rows: &[sqlx::mysql::MySqlRow]| rows.first().map(|row| (value(row, 0), value(row, 1)));
        let (ours, theirs) = (sums(&ours), sums(&theirs));
        let rows = ours.as_ref().and_then(|(rows, _)| rows.parse().ok()).unwrap_or_default();
        Ok((rows, ours == theirs))
    }

    /// # Errors
    /// One of these rows has a value that would be another one.
    async fn check_lossless(&mut self, differing: &BTreeSet<String>) -> Result<()> {
        let tuples: Vec<String> = differing.iter().take(1000).cloned().collect();
        let Some(sql) = in_words(&self.flow, &tuples.join(", "), self.job.work.may_lose) else { return Ok(()) };
        let rows = self.main.rows(&sql).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let (column, old, new, key) = (value(row, 0), value(row, 1), value(row, 2), value(row, 3));
        Err(Error::Refused {
            what: format!("changing `{}` online", self.job.work.table),
            reason: format!(
                "the value `{old}` of column `{column}`, in the row with the key {key}, would change to `{new}`; change the rows first, \
                 or consent with `--allow data-loss`"
            ),
        })
    }
}
