//! Replaying: rows that were touched are written again as they are now.
//!
//! Invariant: only keys are taken whose change reads can see; a key that could not be replayed waits again.

use std::cmp::Ordering;
use std::time::Duration;

use super::batches::{BATCH, Batches};
use super::flow::{Clash, Flow};
use super::key::Range;
use super::pending::Touch;
use super::work::{Work, is_code, is_passing};
use crate::mysql::binlog::{Key, Position, Watched, current_position};
use crate::mysql::session::{Session, value};
use crate::{Error, Result};

/// How often a clash of unique values is tried again after more of the log was read.
const CLASHES: u32 = 8;

/// How often, before the row that is in the way is taken away.
pub(super) const GIVES_WAY: u32 = 2;

impl Work {
    /// Replays everything that can be seen; says how many rows it was.
    pub(super) async fn replay(&mut self) -> Result<usize> {
        let mut clashes = 0;
        loop {
            let (upto, applied) = self.visible().await?;
            let mut keys = self.reading.pending.take(upto);
            sort(&mut keys);
            match self.replay_all(&keys, if clashes < GIVES_WAY { Clash::Fails } else { Clash::GivesWay }).await {
                Ok(()) => {
                    self.replayed(keys.len(), applied).await?;
                    return Ok(keys.len());
                }
                Err(error) => {
                    self.reading.pending.give_back(keys);
                    clashes += 1;
                    if !(is_code(&error, "1062") || is_passing(&error)) || clashes > CLASHES {
                        return Err(self.not_unique(error));
                    }
                    if clashes == GIVES_WAY && is_code(&error, "1062") {
                        self.check_unique(error).await?;
                    }
                    // What clashes now may have given way in what is not read yet.
                    let end = current_position(&mut self.main).await?;
                    self.reading.upto(&end, Duration::from_secs(30)).await?;
                }
            }
        }
    }

    async fn replay_all(&mut self, keys: &[(Key, Touch)], clash: Clash) -> Result<()> {
        let later = self.job.uncopied();
        let batches = Batches { flow: &self.flow, watched: &self.watched, later: &later, clash };
        let written = batches.write(&mut self.hands, self.copiers, keys);
        match self.reading.meanwhile(written).await? {
            Err(error) if is_code(&error, "1062") => self.replay_together(keys, &later, clash).await,
            written => written,
        }
    }

    /// In one transaction, everything taken away before anything is written: unique values may move between rows.
    async fn replay_together(&mut self, keys: &[(Key, Touch)], later: &[Range], clash: Clash) -> Result<()> {
        let batches = self.batches(keys);
        let Some(hand) = self.hands.first_mut() else { return Ok(()) };
        let flow = &self.flow;
        self.reading.meanwhile(rewrite_together(hand, flow, &batches, later, clash)).await?
    }

    /// By one session alone, which has the tables locked.
    pub(super) async fn replay_by(&mut self, hand: &mut Session, keys: &[(Key, Touch)]) -> Result<()> {
        let batches = self.batches(keys);
        if batches.is_empty() {
            return Ok(());
        }
        rewrite_together(hand, &self.flow, &batches, &[], Clash::Fails).await
    }

    fn batches(&self, keys: &[(Key, Touch)]) -> Vec<String> {
        let of_one = |batch: &[(Key, Touch)]| tuples(batch.iter().map(|(key, _)| key), &self.watched);
        keys.chunks(BATCH).map(of_one).collect()
    }

    /// Rows that are named by literals.
    pub(super) async fn rewrite(&mut self, tuples: &[String]) -> Result<()> {
        let batches: Vec<String> = tuples.chunks(BATCH).map(|batch| batch.join(", ")).collect();
        for clash in [Clash::Fails, Clash::GivesWay] {
            let Some(hand) = self.hands.first_mut() else { return Ok(()) };
            match self.reading.meanwhile(rewrite_together(hand, &self.flow, &batches, &[], clash)).await? {
                Err(error) if is_code(&error, "1062") => self.check_unique(error).await?,
                done => return done,
            }
        }
        Ok(())
    }

    /// The last transaction that reads see, and up to where everything is seen.
    async fn visible(&mut self) -> Result<(u64, Position)> {
        let pending = &self.reading.pending;
        if !self.main.is_mariadb() {
            // Reads wait for commits there.
            return Ok((pending.number_at(pending.read()), pending.read().clone()));
        }
        let visible = visible_position(&mut self.main).await?;
        let pending = &self.reading.pending;
        Ok((pending.number_at(&visible), visible.min(pending.read().clone())))
    }

    async fn replayed(&mut self, rows: usize, applied: Position) -> Result<()> {
        self.job.replayed += u64::try_from(rows).unwrap_or_default();
        self.job.applied = Some(applied);
        self.report.followed(&self.reading.pending, self.job.replayed);
        self.save_applied(Duration::from_secs(1)).await
    }
}

/// Up to where reads of a MariaDB see everything that the log has.
pub(super) async fn visible_position(session: &mut Session) -> Result<Position> {
    let sql = "START TRANSACTION WITH CONSISTENT SNAPSHOT; SHOW STATUS LIKE 'binlog_snapshot_%'; COMMIT";
    snapshot_position(session, sql).await
}

/// The position among the rows of `SHOW STATUS`.
pub(super) async fn snapshot_position(session: &mut Session, sql: &str) -> Result<Position> {
    let rows = session.rows(sql).await?;
    let find =
        |end: &str| rows.iter().find(|row| value(row, 0).to_ascii_lowercase().ends_with(end)).map(|row| value(row, 1));
    let found = find("_file").zip(find("_position").and_then(|offset| offset.parse().ok()));
    match found.filter(|(file, _)| !file.is_empty()) {
        Some((file, offset)) => Ok(Position::new(file, offset)),
        None => Err(Error::Refused {
            what: session.url.to_string(),
            reason: "the server does not say to which place in its log a snapshot belongs".to_owned(),
        }),
    }
}

/// The keys as they stand in `IN (…)`.
pub(super) fn tuples<'a>(keys: impl Iterator<Item = &'a Key>, watched: &Watched) -> String {
    let mut sql = String::with_capacity(keys.size_hint().0 * 12);
    for (at, key) in keys.enumerate() {
        if at > 0 {
            sql.push(',');
        }
        key.write_tuple(watched, &mut sql);
    }
    sql
}

/// In the order of the index where it is known: neighbours are written together.
fn sort(keys: &mut [(Key, Touch)]) {
    keys.sort_by(|(left, _), (right, _)| left.cmp_if_exact(right).unwrap_or(Ordering::Equal));
}

async fn rewrite_together(
    hand: &mut Session,
    flow: &Flow,
    batches: &[String],
    later: &[Range],
    clash: Clash,
) -> Result<()> {
    let mut done = Ok(());
    for sql in flow.rewriting(batches, later, clash) {
        if done.is_ok() {
            done = hand.batch(&sql).await;
        }
    }
    ended(hand, done).await
}

/// Commits what was done, or rolls it back.
pub(super) async fn ended<T>(hand: &mut Session, done: Result<T>) -> Result<T> {
    match done {
        Ok(done) => hand.batch("COMMIT").await.map(|()| done),
        Err(lost @ Error::ConnectionLost { .. }) => Err(lost),
        Err(error) => {
            hand.batch("ROLLBACK").await?;
            Err(error)
        }
    }
}
