//! The drifts that were found: which objects, the difference, from when to when.

use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::{DriftedObject, Timestamp};

/// A drift of a target.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Drift {
    /// The target.
    pub target: String,
    /// When it was found.
    pub found: Timestamp,
    /// When it was gone: reverted, or taken over into Git. Nothing while it is there.
    pub ended: Option<Timestamp>,
    /// The objects.
    pub objects: Vec<DriftedObject>,
    /// The unified diff from the live objects to the desired ones: what reverting it would do.
    pub diff: String,
}

impl Store {
    /// Remembers a drift that is there now; when it began, where it is the same one as before. True when it is new or
    /// another.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_drift(
        &self,
        target: &str,
        objects: &[DriftedObject],
        diff: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let listed = self.reader().write_json("a drift", &objects)?;
        let open = self.reader().open_drift(target).await?;
        if open.is_some_and(|open| open.objects == objects && open.diff == diff) {
            return Ok(false);
        }
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        sqlx::query("UPDATE drifts SET ended_at = ? WHERE target = ? AND ended_at IS NULL")
            .bind(now.millis())
            .bind(target)
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?;
        sqlx::query("INSERT INTO drifts (target, found_at, objects, diff) VALUES (?, ?, ?, ?)")
            .bind(target)
            .bind(now.millis())
            .bind(listed)
            .bind(diff)
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?;
        transaction.commit().await.map_err(self.failed())?;
        Ok(true)
    }

    /// A target does not drift any more. True when it did.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn end_drift(&self, target: &str, now: Timestamp) -> Result<bool> {
        let done = sqlx::query("UPDATE drifts SET ended_at = ? WHERE target = ? AND ended_at IS NULL")
            .bind(now.millis())
            .bind(target)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(done.rows_affected() > 0)
    }
}

impl StoreReader {
    /// The drift of a target that is there now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn open_drift(&self, target: &str) -> Result<Option<Drift>> {
        Ok(self.drifts(Some(target)).await?.into_iter().find(|drift| drift.ended.is_none()))
    }

    /// Every drift that is remembered, of one target or all, newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn drifts(&self, target: Option<&str>) -> Result<Vec<Drift>> {
        let rows = sqlx::query("SELECT * FROM drifts WHERE target = ?1 OR ?1 IS NULL ORDER BY id DESC")
            .bind(target)
            .fetch_all(self.pool())
            .await
            .map_err(self.failed())?;
        rows.iter()
            .map(|row| {
                let ended: Option<i64> = row.try_get("ended_at").map_err(self.failed())?;
                let objects: String = row.try_get("objects").map_err(self.failed())?;
                Ok(Drift {
                    target: row.try_get("target").map_err(self.failed())?,
                    found: Timestamp::from_millis(row.try_get("found_at").map_err(self.failed())?),
                    ended: ended.map(Timestamp::from_millis),
                    objects: self.read_json("a drift", &objects)?,
                    diff: row.try_get("diff").map_err(self.failed())?,
                })
            })
            .collect()
    }
}
