//! The events: who did what and when; append-only, each bound to the one before by its hash.
//!
//! Not the journal of a run. Invariant: an event that was changed, removed or put between others is found by `verify`.

use std::fmt;

use schema::Digest;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{Result, Store, StoreReader};
use crate::status::Timestamp;

/// What an event is about, as a word that programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The daemon started.
    DaemonStarted,
    /// The daemon ended in order.
    DaemonEnded,
    /// A commit came into force.
    RevisionAccepted,
    /// A commit was not followed: its content is broken, or the history was rewritten.
    RevisionRefused,
    /// A plan is ready.
    PlanReady,
    /// A run ended: succeeded, failed or undone.
    RunEnded,
    /// A run that was interrupted was brought to its end.
    RunRecovered,
    /// A run that another process made was found in the ledger.
    RunFound,
    /// Drift was found.
    DriftFound,
    /// Drift is gone.
    DriftEnded,
    /// A target is no longer in Git.
    TargetOrphaned,
    /// Trying again was given up.
    TargetStalled,
    /// Expired snapshots were dropped.
    SnapshotsPurged,
    /// The query of a target set found other members than before.
    MembersChanged,
    /// The query of a target set failed: its members stay as they were.
    MembersUnknown,
    /// A statement about a plan was seen, and its signature is good.
    ApprovalSeen,
    /// Somebody on call let a plan run at once.
    GlassBroken,
    /// A run that somebody let go at once was approved afterwards.
    GlassReviewed,
    /// Another policy, or other people, came into force.
    PolicyInForce,
    /// Another policy, or other people, wait to be approved.
    PolicyWaits,
    /// Somebody decided about a rollout, in Git.
    RolloutDecided,
    /// What was over for longer than the policy keeps it was forgotten.
    HistoryForgotten,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor(pub String);

/// An event to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub kind: EventKind,
    /// To which target.
    pub target: Option<String>,
    /// Everything else, without secrets.
    pub detail: serde_json::Value,
}

/// An event that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its number, from 1.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub kind: String,
    /// To which target.
    pub target: Option<String>,
    /// Everything else.
    pub detail: serde_json::Value,
    /// The hash of the event before; of the first: 64 zeros.
    pub previous: String,
    /// The hash of this one.
    pub hash: String,
}

/// Where the chain of events is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {id} is not as it was written: {reason}")]
pub struct BrokenChain {
    /// The event.
    pub id: i64,
    /// What is wrong.
    pub reason: &'static str,
}

impl Actor {
    /// The daemon itself.
    pub fn daemon() -> Self {
        Self(format!("daemon {}", env!("CARGO_PKG_VERSION")))
    }

    /// Whoever wrote the commit, as the commit claims.
    pub fn commit_author(name: &str, email: &str) -> Self {
        Self(format!("{name} <{email}>"))
    }
}

impl NewEvent {
    /// Something the daemon did.
    pub fn by_daemon(kind: EventKind, target: Option<&str>, detail: serde_json::Value) -> Self {
        Self { actor: Actor::daemon(), kind, target: target.map(str::to_owned), detail }
    }
}

impl Store {
    /// Writes an event at the end of the chain.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn append(&self, event: &NewEvent, now: Timestamp) -> Result<()> {
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        self.append_in(&mut transaction, event, now).await?;
        transaction.commit().await.map_err(self.failed())
    }

    /// Writes an event at the end of the chain, in a transaction.
    pub(super) async fn append_in(
        &self,
        connection: &mut SqliteConnection,
        event: &NewEvent,
        now: Timestamp,
    ) -> Result<()> {
        let last: Option<(i64, String)> = sqlx::query_as("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut *connection)
            .await
            .map_err(self.failed())?;
        let (id, previous) = last.map_or_else(|| (1, "0".repeat(64)), |(id, hash)| (id + 1, hash));
        let detail = event.detail.to_string();
        let (kind, target) = (event.kind.to_string(), event.target.as_deref());
        let hash = hash(&previous, id, now.millis(), &event.actor.0, &kind, target, &detail);
        sqlx::query(
            "INSERT INTO events (id, at, actor, kind, target, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(now.millis())
        .bind(&event.actor.0)
        .bind(&kind)
        .bind(target)
        .bind(&detail)
        .bind(&previous)
        .bind(&hash)
        .execute(connection)
        .await
        .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// The events, newest first: of one target or all, at most so many.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn events(&self, target: Option<&str>, limit: u32) -> Result<Vec<Event>> {
        let rows = sqlx::query("SELECT * FROM events WHERE target = ?1 OR ?1 IS NULL ORDER BY id DESC LIMIT ?2")
            .bind(target)
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await
            .map_err(self.failed())?;
        rows.iter().map(|row| self.event(row)).collect()
    }

    /// An event, and the hash that its content has.
    pub(super) fn event_and_hash(&self, row: &SqliteRow) -> Result<(Event, String)> {
        let text: String = row.try_get("detail").map_err(self.failed())?;
        let event = self.event(row)?;
        let target = event.target.as_deref();
        let hash = hash(&event.previous, event.id, event.at.millis(), &event.actor, &event.kind, target, &text);
        Ok((event, hash))
    }

    pub(super) fn event(&self, row: &SqliteRow) -> Result<Event> {
        let text = |column| row.try_get::<String, _>(column).map_err(self.failed());
        Ok(Event {
            id: row.try_get("id").map_err(self.failed())?,
            at: Timestamp::from_millis(row.try_get("at").map_err(self.failed())?),
            actor: text("actor")?,
            kind: text("kind")?,
            target: row.try_get("target").map_err(self.failed())?,
            detail: self.read_json("an event", &text("detail")?)?,
            previous: text("previous")?,
            hash: text("hash")?,
        })
    }
}

fn hash(previous: &str, id: i64, at: i64, actor: &str, kind: &str, target: Option<&str>, detail: &str) -> String {
    let (id, at) = (id.to_be_bytes(), at.to_be_bytes());
    let target = target.map_or_else(|| "-".to_owned(), |target| format!("+{target}"));
    let parts: [&[u8]; 7] =
        [previous.as_bytes(), &id, &at, actor.as_bytes(), kind.as_bytes(), target.as_bytes(), detail.as_bytes()];
    Digest::of_parts(parts).hex()
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DaemonStarted => "daemon-started",
            Self::DaemonEnded => "daemon-ended",
            Self::RevisionAccepted => "revision-accepted",
            Self::RevisionRefused => "revision-refused",
            Self::PlanReady => "plan-ready",
            Self::RunEnded => "run-ended",
            Self::RunRecovered => "run-recovered",
            Self::RunFound => "run-found",
            Self::DriftFound => "drift-found",
            Self::DriftEnded => "drift-ended",
            Self::TargetOrphaned => "target-orphaned",
            Self::TargetStalled => "target-stalled",
            Self::SnapshotsPurged => "snapshots-purged",
            Self::MembersChanged => "members-changed",
            Self::MembersUnknown => "members-unknown",
            Self::ApprovalSeen => "approval-seen",
            Self::GlassBroken => "glass-broken",
            Self::GlassReviewed => "glass-reviewed",
            Self::PolicyInForce => "policy-in-force",
            Self::PolicyWaits => "policy-waits",
            Self::RolloutDecided => "rollout-decided",
            Self::HistoryForgotten => "history-forgotten",
        })
    }
}
