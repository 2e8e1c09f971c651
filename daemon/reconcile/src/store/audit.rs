//! The chain of events as an auditor reads it: a part of it in order, page by page, and whether all of it is as it was written.
//!
//! Not the writing of events. Invariant: however long the chain is, a page of it is in memory.

use serde::Serialize;

use super::events::{BrokenChain, Event, EventKind};
use super::{Result, StoreReader};
use crate::status::Timestamp;

/// How many events are read at once.
const PAGE: u32 = 1000;

/// Which events are asked for; what is not said holds for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this target.
    pub target: Option<String>,
    /// Of this kind, as a word.
    pub kind: Option<String>,
    /// By somebody whose name or address has this in it, whatever the case of its ASCII letters.
    pub actor: Option<String>,
    /// At this moment or later.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// One end of the chain that somebody noted down elsewhere: what was written up to there can no longer change unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// The number of the event.
    pub id: i64,
    /// Its hash.
    pub hash: String,
}

/// A chain that is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WholeChain {
    /// How many events it has.
    pub events: u64,
    /// The last event that was forgotten by policy: the chain follows from it. Nothing where all are there.
    pub forgotten: Option<Anchor>,
    /// The last one; none where there is none.
    pub last: Option<Anchor>,
}

impl std::str::FromStr for Anchor {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let wrong = "an anchor is the number of an event and its hash, as in `812:3f9a…`; `groundline audit --verify` prints it";
        let (id, hash) = text.split_once(':').ok_or(wrong)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = id.parse().ok().filter(|id| *id > 0 && is_hash).ok_or(wrong)?;
        Ok(Self { id, hash: hash.to_ascii_lowercase() })
    }
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.id, self.hash)
    }
}

impl StoreReader {
    /// The next events of a kind after a number, oldest first; fewer than a page where there are no more.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn events_after(&self, filter: &EventFilter, after: i64) -> Result<Vec<Event>> {
        let query = "SELECT * FROM events WHERE id > ?1 AND (target = ?2 OR ?2 IS NULL) AND (kind = ?3 OR ?3 IS NULL) \
             AND (instr(lower(actor), lower(?4)) > 0 OR ?4 IS NULL) AND (at >= ?5 OR ?5 IS NULL) AND (at < ?6 OR ?6 IS NULL) \
             ORDER BY id LIMIT ?7";
        let rows = sqlx::query(query)
            .bind(after)
            .bind(&filter.target)
            .bind(&filter.kind)
            .bind(&filter.actor)
            .bind(filter.since.map(Timestamp::millis))
            .bind(filter.until.map(Timestamp::millis))
            .bind(i64::from(PAGE))
            .fetch_all(self.pool())
            .await
            .map_err(self.failed())?;
        rows.iter().map(|row| self.event(row)).collect()
    }

    /// Follows the chain from the first event to the last, or to where it is broken. Events that were cut off at its end are
    /// missed where an anchor knows of them; its beginning may be gone only where an event that is there says so.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn verify_events(&self, anchors: &[Anchor]) -> Result<std::result::Result<WholeChain, BrokenChain>> {
        let mut chain = WholeChain { events: 0, forgotten: self.forgotten().await?, last: None };
        let mut is_attested = chain.forgotten.is_none();
        loop {
            let after = chain.end().map_or(0, |end| end.id);
            let rows = sqlx::query("SELECT * FROM events WHERE id > ? ORDER BY id LIMIT ?")
                .bind(after)
                .bind(i64::from(PAGE))
                .fetch_all(self.pool())
                .await
                .map_err(self.failed())?;
            if rows.is_empty() {
                let broken = unattested(&chain, is_attested).or_else(|| missed(&chain, anchors));
                return Ok(broken.map_or(Ok(chain), Err));
            }
            for row in &rows {
                match self.follow(row, &mut chain, anchors)? {
                    Ok(event) => {
                        is_attested |= chain.forgotten.as_ref().is_some_and(|last| says_forgotten(&event, last))
                    }
                    Err(broken) => return Ok(Err(broken)),
                }
            }
        }
    }

    fn follow(
        &self,
        row: &sqlx::sqlite::SqliteRow,
        chain: &mut WholeChain,
        anchors: &[Anchor],
    ) -> Result<std::result::Result<Event, BrokenChain>> {
        let (event, hash) = self.event_and_hash(row)?;
        let (before, previous) = chain.end().map_or_else(|| (0, "0".repeat(64)), |end| (end.id, end.hash.clone()));
        chain.events += 1;
        let broken = |reason| Ok(Err(BrokenChain { id: event.id, reason }));
        if event.id != before + 1 || event.previous != previous {
            return broken("it does not follow from the event before");
        }
        if event.hash != hash {
            return broken("its hash is not that of its content");
        }
        if anchors.iter().any(|anchor| anchor.id == event.id && anchor.hash != event.hash) {
            return broken("its hash is not that of the anchor");
        }
        chain.last = Some(Anchor { id: event.id, hash: event.hash.clone() });
        Ok(Ok(event))
    }
}

impl WholeChain {
    /// The event that the next one follows from.
    fn end(&self) -> Option<&Anchor> {
        self.last.as_ref().or(self.forgotten.as_ref())
    }
}

/// Whether an event says that the chain was forgotten up to there.
fn says_forgotten(event: &Event, last: &Anchor) -> bool {
    event.kind == EventKind::HistoryForgotten.to_string()
        && event.detail["last"]["id"] == last.id
        && event.detail["last"]["hash"] == last.hash.as_str()
}

/// A beginning that is gone though no event says that it was forgotten.
fn unattested(chain: &WholeChain, is_attested: bool) -> Option<BrokenChain> {
    let id = chain.forgotten.as_ref().filter(|_| !is_attested)?.id;
    Some(BrokenChain {
        id,
        reason: "it is gone with all before it, and no event says that the policy let it be forgotten",
    })
}

/// An anchor behind the end of the chain: what it knows of was cut off.
fn missed(chain: &WholeChain, anchors: &[Anchor]) -> Option<BrokenChain> {
    let last = chain.end().map_or(0, |end| end.id);
    let missing = anchors.iter().find(|anchor| anchor.id > last)?;
    Some(BrokenChain { id: missing.id, reason: "it is gone: the chain ends before it" })
}
