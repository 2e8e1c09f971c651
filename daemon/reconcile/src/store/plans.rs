//! The plans that were made: whole, by their digest, with the commit they came from.

use plan::Plan;
use schema::Digest;
use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::Timestamp;

/// A plan with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// The plan.
    pub plan: Plan,
    /// The commit it was made for.
    pub revision: Option<String>,
    /// When it was made first.
    pub created: Timestamp,
    /// When another took its place, or it had run.
    pub superseded: Option<Timestamp>,
}

impl Store {
    /// Keeps a plan as the one that is ready for its target; the one before is superseded. True when it is new.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_plan(&self, plan: &Plan, revision: Option<&str>, now: Timestamp) -> Result<bool> {
        let digest = plan.digest.to_string();
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        sqlx::query("UPDATE plans SET superseded_at = ? WHERE target = ? AND digest <> ? AND superseded_at IS NULL")
            .bind(now.millis())
            .bind(&plan.target)
            .bind(&digest)
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?;
        let ready: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM plans WHERE target = ? AND digest = ? AND superseded_at IS NULL")
                .bind(&plan.target)
                .bind(&digest)
                .fetch_optional(&mut *transaction)
                .await
                .map_err(self.failed())?;
        sqlx::query(
            "INSERT INTO plans (target, digest, revision, plan, created_at) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (target, digest) DO UPDATE SET superseded_at = NULL, revision = excluded.revision",
        )
        .bind(&plan.target)
        .bind(&digest)
        .bind(revision)
        .bind(self.reader().write_json("a plan", plan)?)
        .bind(now.millis())
        .execute(&mut *transaction)
        .await
        .map_err(self.failed())?;
        transaction.commit().await.map_err(self.failed())?;
        Ok(ready.is_none())
    }

    /// No plan is ready for the target any more.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn supersede_plans(&self, target: &str, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE plans SET superseded_at = ? WHERE target = ? AND superseded_at IS NULL")
            .bind(now.millis())
            .bind(target)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// The plan that is ready for a target.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn ready_plan(&self, target: &str) -> Result<Option<StoredPlan>> {
        let query = "SELECT * FROM plans WHERE target = ? AND superseded_at IS NULL LIMIT 1";
        self.one_plan(sqlx::query(query).bind(target.to_owned())).await
    }

    /// A plan by its digest.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn plan(&self, digest: &Digest) -> Result<Option<StoredPlan>> {
        let query = "SELECT * FROM plans WHERE digest = ? ORDER BY created_at DESC LIMIT 1";
        self.one_plan(sqlx::query(query).bind(digest.to_string())).await
    }

    /// The plans whose digests begin with these hexadecimal digits, the newest first; a few of them.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn plans_beginning(&self, digits: &str) -> Result<Vec<StoredPlan>> {
        let query =
            "SELECT digest FROM plans WHERE substr(digest, 1, length(?1)) = ?1 ORDER BY created_at DESC LIMIT 5";
        let beginning = format!("sha256:{digits}");
        let found: Vec<String> =
            sqlx::query_scalar(query).bind(beginning).fetch_all(self.pool()).await.map_err(self.failed())?;
        let mut plans = Vec::new();
        for text in found {
            let digest = Digest::parse(&text).ok_or_else(|| self.content("a digest", &text))?;
            plans.extend(self.plan(&digest).await?);
        }
        Ok(plans)
    }

    async fn one_plan(
        &self,
        query: sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<Option<StoredPlan>> {
        let Some(row) = query.fetch_optional(self.pool()).await.map_err(self.failed())? else { return Ok(None) };
        let text: String = row.try_get("plan").map_err(self.failed())?;
        let superseded: Option<i64> = row.try_get("superseded_at").map_err(self.failed())?;
        Ok(Some(StoredPlan {
            plan: self.read_json("a plan", &text)?,
            revision: row.try_get("revision").map_err(self.failed())?,
            created: Timestamp::from_millis(row.try_get("created_at").map_err(self.failed())?),
            superseded: superseded.map(Timestamp::from_millis),
        }))
    }
}
