//! Reading the log while something else is done.
//!
//! Invariant: what is done is never dropped in the middle; what goes wrong with the log meanwhile is told afterwards.

use std::time::Duration;

use tokio::time::Instant;

use super::names::is_of_online_change;
use super::pending::Pending;
use crate::mysql::binlog::{Event, Feed, Position};
use crate::{Error, Result};

/// How many keys may wait before reading does.
const MOST: usize = 300_000;

/// The log of the watched table, and what was read of it.
pub(super) struct Reading {
    pub(super) feed: Feed,
    pub(super) pending: Pending,
    pub(super) table: String,
}

impl Reading {
    /// Waits for `work`, and reads meanwhile.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Result<T> {
        tokio::pin!(work);
        let mut failed = None;
        loop {
            let may_read = failed.is_none() && self.has_room();
            tokio::select! {
                done = &mut work => return failed.map_or(Ok(done), Err),
                event = self.feed.next(), if may_read => failed = event.and_then(|event| self.pending.take_in(event, &self.table)).err(),
            }
        }
    }

    /// Reads up to a place, or until so much waits that it must be replayed first; not longer than the time.
    pub(super) async fn upto(&mut self, end: &Position, time: Duration) -> Result<()> {
        // What is at hand is read without waiting: the clock is looked at for each event.
        let until = Instant::now() + time;
        while self.pending.read() < end && self.has_room() && Instant::now() < until {
            match tokio::time::timeout_at(until, self.feed.next()).await {
                Ok(event) => self.pending.take_in(event?, &self.table)?,
                Err(_) => break,
            }
        }
        Ok(())
    }

    fn has_room(&self) -> bool {
        self.pending.len() < MOST || !self.pending.has_ended()
    }
}

impl Pending {
    fn take_in(&mut self, event: Event, table: &str) -> Result<()> {
        let stopped = |reason: String| Err(Error::Refused { what: format!("changing `{table}` online"), reason });
        match event {
            Event::Rows { keys, leaves, .. } => self.touch(keys, leaves),
            Event::Committed { at, timestamp } => self.commit(at, timestamp),
            Event::Altered { sql, .. } if is_ours(&sql) => {}
            Event::Altered { sql, .. } => {
                return stopped(format!("somebody altered the table meanwhile: `{}`; plan again", excerpt(&sql)));
            }
            Event::Statement { sql, .. } => {
                return stopped(format!(
                    "a session wrote rows that the log has only as a statement: `{}`; let every session have `binlog_format = ROW`, \
                     and plan again",
                    excerpt(&sql)
                ));
            }
            Event::Unfollowable { reason, .. } => return stopped(format!("the log cannot be followed: {reason}")),
        }
        Ok(())
    }
}

/// Whether a statement is part of an online change.
fn is_ours(sql: &str) -> bool {
    schema::sql::mentions(schema::Dialect::MySql, sql).iter().any(|name| is_of_online_change(name))
}

fn excerpt(sql: &str) -> String {
    const LONGEST: usize = 200;
    sql.chars().take(LONGEST).collect()
}
