//! Why the daemon does not start, or ends.

use crate::store::StoreError;

/// Why the daemon does not start, or ends.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// Its store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The schema repo cannot be followed at all.
    #[error(transparent)]
    Source(#[from] repo::SourceError),
}
