//! The policy and the people that are in force, as files: whatever becomes of the schema repo, they are known.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::{PolicyWaits, Timestamp};

/// What is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GovernanceRecord {
    /// The commit that it came from.
    pub revision: String,
    /// The files, by path.
    pub texts: BTreeMap<String, Vec<u8>>,
    /// Since when.
    pub since: Timestamp,
}

impl Store {
    /// Puts files in force.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_governance(&self, record: &GovernanceRecord) -> Result<()> {
        sqlx::query(
            "INSERT INTO governance (id, revision, texts, since) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET \
             revision = excluded.revision, texts = excluded.texts, since = excluded.since",
        )
        .bind(&record.revision)
        .bind(self.reader().write_json("a policy", &record.texts)?)
        .bind(record.since.millis())
        .execute(self.pool())
        .await
        .map_err(self.failed())?;
        Ok(())
    }
}

impl Store {
    /// Remembers what waits to be approved, or that nothing does.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_policy_waits(&self, waits: Option<&PolicyWaits>) -> Result<()> {
        let written = waits.map(|waits| self.reader().write_json("a policy", waits)).transpose()?;
        sqlx::query("UPDATE governance SET waits = ?")
            .bind(written)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// What waits to come into force.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn policy_waits(&self) -> Result<Option<PolicyWaits>> {
        let query = "SELECT waits FROM governance WHERE waits IS NOT NULL";
        let text: Option<String> =
            sqlx::query_scalar(query).fetch_optional(self.pool()).await.map_err(self.failed())?;
        text.map(|text| self.read_json("a policy", &text)).transpose()
    }

    /// What is in force, once something was.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn governance(&self) -> Result<Option<GovernanceRecord>> {
        let row = sqlx::query("SELECT * FROM governance").fetch_optional(self.pool()).await.map_err(self.failed())?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(GovernanceRecord {
            revision: self.text_of(&row, "revision")?,
            texts: self.read_json("a policy", &self.text_of(&row, "texts")?)?,
            since: Timestamp::from_millis(row.try_get("since").map_err(self.failed())?),
        }))
    }
}
