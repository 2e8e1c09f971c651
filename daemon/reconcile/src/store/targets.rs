//! What the store remembers of targets: the status that is shown, and the memory by which the next look is cheap.

use engine::Token;
use schema::Digest;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{Result, Store, StoreError, StoreReader};
use crate::status::{Inventory, TargetStatus, Timestamp};

/// What the loop remembers of a target between looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The digest of the desired files that the target was last seen to be.
    pub applied_tree: Option<Digest>,
    /// The commit of it.
    pub applied_revision: Option<String>,
    /// The mark of the target's schema when it was last compared; taken before the comparison.
    pub token: Option<Token>,
    /// The digest of everything that the last decision rested on, besides the target: files, policy, consent.
    pub inputs: Option<Digest>,
    /// How many attempts failed in a row.
    pub failures: u32,
    /// When the next attempt is due after a failure.
    pub next_attempt: Option<Timestamp>,
    /// The plan that failed and is not tried again, with the commit it failed at.
    pub barred: Option<Barred>,
}

/// A plan that is not run again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    /// Its digest.
    pub plan: Digest,
    /// The commit it failed at: another commit lifts the bar.
    pub revision: String,
}

/// A target, as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRecord {
    /// What the loop remembers.
    pub memory: Memory,
    /// How it stood last.
    pub status: TargetStatus,
}

impl Store {
    /// Remembers targets, all in one transaction.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_targets(&self, records: &[TargetRecord], now: Timestamp) -> Result<()> {
        let mut transaction = self.pool().begin().await.map_err(self.failed())?;
        for record in records {
            sqlx::query(
                "INSERT INTO targets (name, memory, status, changed_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO \
                 UPDATE SET memory = excluded.memory, status = excluded.status, changed_at = excluded.changed_at",
            )
            .bind(&record.status.name)
            .bind(self.reader().write_json("a memory", &record.memory)?)
            .bind(self.reader().write_json("a status", &record.status)?)
            .bind(now.millis())
            .execute(&mut *transaction)
            .await
            .map_err(self.failed())?;
        }
        transaction.commit().await.map_err(self.failed())
    }

    /// Remembers what a target held when it was what Git said.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_inventory(&self, target: &str, inventory: &Inventory, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO inventories (target, inventory, changed_at) VALUES (?, ?, ?) ON CONFLICT (target) DO UPDATE SET \
             inventory = excluded.inventory, changed_at = excluded.changed_at",
        )
        .bind(target)
        .bind(self.reader().write_json("an inventory", inventory)?)
        .bind(now.millis())
        .execute(self.pool())
        .await
        .map_err(self.failed())?;
        Ok(())
    }

    /// Remembers what a target will hold when the run of a plan succeeds, so that what it did is known for the daemon's own
    /// work whoever finishes it, and is no drift.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn expect_inventory(&self, target: &str, plan: Digest, inventory: &Inventory) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO expectations (target, plan, inventory) VALUES (?, ?, ?)")
            .bind(target)
            .bind(plan.to_string())
            .bind(self.reader().write_json("an inventory", inventory)?)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }

    /// Forgets what a run was to make of a target: it was seen to be what Git says.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn forget_expectation(&self, target: &str) -> Result<()> {
        sqlx::query("DELETE FROM expectations WHERE target = ?")
            .bind(target)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// What a target holds since the run of that plan succeeded, where it was not seen to be what Git says since.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn expectation(&self, target: &str, plan: Digest) -> Result<Option<Inventory>> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT inventory FROM expectations WHERE target = ? AND plan = ?")
                .bind(target)
                .bind(plan.to_string())
                .fetch_optional(self.pool())
                .await
                .map_err(self.failed())?;
        text.map(|text| self.read_json("an inventory", &text)).transpose()
    }

    /// Every target that is remembered, by name; also those that are no longer in Git.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn targets(&self) -> Result<Vec<TargetRecord>> {
        let rows = sqlx::query("SELECT memory, status FROM targets ORDER BY name").fetch_all(self.pool()).await;
        rows.map_err(self.failed())?
            .iter()
            .map(|row| {
                let column = |name| row.try_get::<String, _>(name).map_err(self.failed());
                Ok(TargetRecord {
                    memory: self.read_json("a memory", &column("memory")?)?,
                    status: self.read_json("a status", &column("status")?)?,
                })
            })
            .collect::<Result<_, StoreError>>()
    }

    /// What a target held when it last was what Git said.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn inventory(&self, target: &str) -> Result<Option<Inventory>> {
        let text: Option<String> = sqlx::query_scalar("SELECT inventory FROM inventories WHERE target = ?")
            .bind(target)
            .fetch_optional(self.pool())
            .await
            .map_err(self.failed())?;
        text.map(|text| self.read_json("an inventory", &text)).transpose()
    }
}
