//! What the store remembers of target sets: what each query answered last, so that a control database that is away when the
//! daemon starts takes no member from its set.

use sqlx::Row as _;

use super::{Result, Store, StoreReader};
use crate::status::Timestamp;

/// The last answer of a target set's query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The set, as its name is written in the schema repo.
    pub set: String,
    /// The first column of every row, sorted.
    pub ids: Vec<Option<String>>,
    /// When it was answered.
    pub answered: Timestamp,
}

impl Store {
    /// Remembers an answer.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_members(&self, members: &Members) -> Result<()> {
        sqlx::query(
            "INSERT INTO members (target_set, ids, answered_at) VALUES (?, ?, ?) ON CONFLICT (target_set) DO UPDATE SET \
             ids = excluded.ids, answered_at = excluded.answered_at",
        )
        .bind(&members.set)
        .bind(self.reader().write_json("members", &members.ids)?)
        .bind(members.answered.millis())
        .execute(self.pool())
        .await
        .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// The last answers, by set.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn members(&self) -> Result<Vec<Members>> {
        let rows = sqlx::query("SELECT * FROM members ORDER BY target_set").fetch_all(self.pool()).await;
        rows.map_err(self.failed())?
            .iter()
            .map(|row| {
                let text = |name| row.try_get::<String, _>(name).map_err(self.failed());
                Ok(Members {
                    set: text("target_set")?,
                    ids: self.read_json("members", &text("ids")?)?,
                    answered: Timestamp::from_millis(row.try_get("answered_at").map_err(self.failed())?),
                })
            })
            .collect()
    }
}
