//! What the store remembers of the schema repo: the last good commit, so that a restart knows a rewritten history.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::{RepoDiagnostic, Timestamp};

/// A followed reference, as the store remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRecord {
    /// Where the repository is, without secrets.
    pub location: String,
    /// The reference.
    pub reference: String,
    /// The last commit whose content was good.
    pub good_revision: Option<String>,
    /// When it came into force.
    pub good_at: Option<Timestamp>,
    /// When the source was last looked at with success.
    pub last_success: Option<Timestamp>,
    /// Why it cannot be looked at or is not followed.
    pub failure: Option<String>,
    /// Since when.
    pub failed_since: Option<Timestamp>,
    /// The head that is not in force, where its content is broken.
    pub refused: Option<RefusedCommit>,
}

/// A head whose content is not good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCommit {
    /// The commit.
    pub revision: String,
    /// What is wrong with it.
    pub diagnostics: Vec<RepoDiagnostic>,
}

impl Store {
    /// Remembers how a source stands.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_source(&self, source: &SourceRecord) -> Result<()> {
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        sqlx::query(
            "INSERT INTO sources (location, reference, good_revision, good_at, last_success, failure, failed_since, refused) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (location, reference) DO UPDATE SET \
             good_revision = excluded.good_revision, good_at = excluded.good_at, last_success = excluded.last_success, \
             failure = excluded.failure, failed_since = excluded.failed_since, refused = excluded.refused",
        )
        .bind(&source.location)
        .bind(&source.reference)
        .bind(&source.good_revision)
        .bind(millis(source.good_at))
        .bind(millis(source.last_success))
        .bind(&source.failure)
        .bind(millis(source.failed_since))
        .bind(source.refused.as_ref().and_then(|refused| serde_json::to_string(refused).ok()))
        .execute(self.pool())
        .await
        .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// What is remembered of the sources.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn sources(&self) -> Result<Vec<SourceRecord>> {
        let rows = sqlx::query("SELECT * FROM sources ORDER BY location, reference").fetch_all(self.pool()).await;
        let rows = rows.map_err(self.failed())?;
        let record = |row: &sqlx::sqlite::SqliteRow| -> std::result::Result<SourceRecord, sqlx::Error> {
            let moment = |column| row.try_get::<Option<i64>, _>(column).map(|at| at.map(Timestamp::from_millis));
            Ok(SourceRecord {
                location: row.try_get("location")?,
                reference: row.try_get("reference")?,
                good_revision: row.try_get("good_revision")?,
                good_at: moment("good_at")?,
                last_success: moment("last_success")?,
                failure: row.try_get("failure")?,
                failed_since: moment("failed_since")?,
                refused: row
                    .try_get::<Option<String>, _>("refused")?
                    .and_then(|refused| serde_json::from_str(&refused).ok()),
            })
        };
        rows.iter().map(record).collect::<std::result::Result<_, _>>().map_err(self.failed())
    }
}
