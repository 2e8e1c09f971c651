//! Batches of rows that are written anew by some sessions at once: one more than write at once, so that rows are written while
//! another batch commits.
//!
//! Invariant: a key is in one batch only, so that the order of the batches does not count; after an error nothing more begins.

use std::collections::VecDeque;

use futures_util::future::join_all;
use tokio::sync::{Mutex, Semaphore};

use super::flow::{Clash, Flow};
use super::key::Range;
use super::pending::Touch;
use super::replay::{ended, tuples};
use crate::Result;
use crate::mysql::binlog::{Key, Watched};
use crate::mysql::session::Session;

/// How many rows one transaction takes.
pub(super) const BATCH: usize = 2000;

/// How batches are written.
pub(super) struct Batches<'a> {
    pub(super) flow: &'a Flow,
    pub(super) watched: &'a Watched,
    /// What is copied later, and not written now.
    pub(super) later: &'a [Range],
    pub(super) clash: Clash,
}

/// A batch, and whether its rows are written in place.
type Batch<'k> = (bool, Vec<&'k (Key, Touch)>);

impl Batches<'_> {
    /// Writes the rows of these keys anew, `at_once` sessions at a time.
    ///
    /// # Errors
    /// That of the first batch that failed; others may be written.
    pub(super) async fn write(&self, hands: &mut [Session], at_once: usize, keys: &[(Key, Touch)]) -> Result<()> {
        let renews = self.flow.renews();
        let (renewed, rewritten): (Vec<_>, Vec<_>) = keys.iter().partition(|(_, touch)| renews && !touch.leaves);
        let renewed = renewed.chunks(BATCH).map(|batch| (true, batch.to_vec()));
        let all = renewed.chain(rewritten.chunks(BATCH).map(|batch| (false, batch.to_vec())));
        let (left, turns) = (Mutex::new(all.collect()), Semaphore::new(at_once));
        let outcomes = join_all(hands.iter_mut().map(|hand| self.by(hand, &left, &turns))).await;
        outcomes.into_iter().find_map(Result::err).map_or(Ok(()), Err)
    }

    /// One session's part.
    async fn by(&self, hand: &mut Session, left: &Mutex<VecDeque<Batch<'_>>>, turns: &Semaphore) -> Result<()> {
        loop {
            let Some((in_place, batch)) = left.lock().await.pop_front() else { return Ok(()) };
            let sql = self.statements(in_place, &batch);
            let turn = turns.acquire().await.ok();
            let written = hand.batch(&sql).await;
            drop(turn);
            if let Err(error) = ended(hand, written).await {
                left.lock().await.clear();
                return Err(error);
            }
        }
    }

    fn statements(&self, in_place: bool, batch: &[&(Key, Touch)]) -> String {
        let tuples = tuples(batch.iter().map(|(key, _)| key), self.watched);
        match in_place {
            true => self.flow.renewing(&tuples, self.later),
            false => self.flow.rewriting(&[tuples], self.later, self.clash).join("; "),
        }
    }
}
