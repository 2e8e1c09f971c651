//! What a planner asks of a target beside its schema: how big tables are, what is kept of earlier runs, what the server can.
//!
//! Asked of a live target, or recorded by somebody who asked it before. No rows.

use std::collections::BTreeMap;

use engine::{Live, Version};
use plan::{Kept, TableSize};
use schema::ObjectId;

use super::Planning;

/// What a planner asks of a target beside its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The sizes of tables; one that is not among them counts as big.
    pub sizes: BTreeMap<ObjectId, TableSize>,
    /// What is kept of earlier runs.
    pub kept: Vec<Kept>,
    /// The version of the server.
    pub version: Version,
    /// Whether it can change tables online.
    pub online: bool,
}

impl Facts {
    /// Asks a live target.
    ///
    /// # Errors
    /// What the database door answers.
    pub async fn of(live: &mut Live, planning: &Planning) -> engine::Result<Self> {
        let sizes = if planning.all_big { BTreeMap::new() } else { live.sizes().await? };
        let (kept, version, online) = (live.kept().await?, live.version().await?, live.changes_online().await?);
        Ok(Self { sizes, kept, version, online })
    }
}
