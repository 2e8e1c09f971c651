//! What the policy lets be forgotten: events, runs, journals, plans and drifts that are over for longer than it says.
//!
//! Not snapshots of rows, which have a retention of their own, and not approvals, which count once for ever. Invariant: only the beginning of the
//! chain of events goes, and an event that stays says up to where; a chain that was cut off otherwise is found.

use serde_json::json;
use sqlx::SqliteConnection;

use super::audit::Anchor;
use super::events::{EventKind, NewEvent};
use super::{Result, Store, StoreReader};
use crate::status::Timestamp;

/// What goes with the runs that are forgotten, after them.
const AFTER_RUNS: [&str; 3] = [
    "DELETE FROM journal WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.target = journal.target AND runs.run = journal.run) AND at < ?",
    "DELETE FROM plans WHERE created_at < ?1 AND superseded_at < ?1 AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.plan = plans.digest)",
    "DELETE FROM drifts WHERE ended_at < ?",
];

impl Store {
    /// Forgets what was over before a moment, and says so in an event. Whether there was anything.
    ///
    /// # Errors
    /// The store cannot be written; then nothing is forgotten.
    pub async fn forget_before(&self, moment: Timestamp, now: Timestamp) -> Result<bool> {
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        let Some(last) = self.last_before(&mut transaction, moment).await? else { return Ok(false) };
        sqlx::query("INSERT OR REPLACE INTO forgotten (id, last, hash, before) VALUES (1, ?, ?, ?)")
            .bind(last.id)
            .bind(&last.hash)
            .bind(moment.millis())
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?;
        let gone = sqlx::query("DELETE FROM events WHERE id <= ?").bind(last.id);
        let events = gone.execute(&mut *transaction).await.map_err(self.failed())?.rows_affected();
        // A run that waits to be approved afterwards is not over.
        let gone = "DELETE FROM runs WHERE ended_at < ? AND NOT EXISTS (SELECT 1 FROM broken_glass AS glass \
             WHERE glass.target = runs.target AND glass.run = runs.run AND glass.reviewed_at IS NULL)";
        let gone = sqlx::query(gone).bind(moment.millis());
        let runs = gone.execute(&mut *transaction).await.map_err(self.failed())?.rows_affected();
        for sql in AFTER_RUNS {
            sqlx::query(sql).bind(moment.millis()).execute(&mut *transaction).await.map_err(self.failed())?;
        }
        let detail = json!({ "before": moment, "last": last, "events": events, "runs": runs });
        let event = NewEvent::by_daemon(EventKind::HistoryForgotten, None, detail);
        self.append_in(&mut transaction, &event, now).await?;
        transaction.commit().await.map_err(self.failed())?;
        Ok(true)
    }

    /// The last event of the beginning of the chain that is older than a moment; the newest event of all stays.
    async fn last_before(&self, connection: &mut SqliteConnection, moment: Timestamp) -> Result<Option<Anchor>> {
        let query = "SELECT id, hash FROM events WHERE id < coalesce((SELECT min(id) FROM events WHERE at >= ?), \
             (SELECT max(id) FROM events)) ORDER BY id DESC LIMIT 1";
        let last: Option<(i64, String)> =
            sqlx::query_as(query).bind(moment.millis()).fetch_optional(connection).await.map_err(self.failed())?;
        Ok(last.map(|(id, hash)| Anchor { id, hash }))
    }
}

impl StoreReader {
    /// The last event that was forgotten by policy; nothing where all are there.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn forgotten(&self) -> Result<Option<Anchor>> {
        let query = sqlx::query_as("SELECT last, hash FROM forgotten");
        let last: Option<(i64, String)> = query.fetch_optional(self.pool()).await.map_err(self.failed())?;
        Ok(last.map(|(id, hash)| Anchor { id, hash }))
    }
}
