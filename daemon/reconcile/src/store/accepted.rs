//! The commits that came into force, in their order: what a rollout is counted by.

use repo::Revision;

use super::{Result, StoreReader};

impl StoreReader {
    /// The commits that came into force, the first first; each once.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn accepted(&self) -> Result<Vec<Revision>> {
        let query =
            "SELECT json_extract(detail, '$.revision') FROM events WHERE kind = 'revision-accepted' ORDER BY id";
        let found: Vec<Option<String>> =
            sqlx::query_scalar(query).fetch_all(self.pool()).await.map_err(self.failed())?;
        let mut accepted: Vec<Revision> = Vec::new();
        for revision in found.into_iter().flatten().filter_map(|text| text.parse().ok()) {
            if !accepted.contains(&revision) {
                accepted.push(revision);
            }
        }
        Ok(accepted)
    }
}
