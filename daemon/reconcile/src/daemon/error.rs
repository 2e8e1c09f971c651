//! Why the daemon does not start, or ends.

use crate::desired::Diagnostics;
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
    /// What says who must agree cannot be read: nothing is guessed.
    #[error("the policy and the people of {place} cannot be read: {diagnostics}")]
    Policy {
        /// Where it is.
        place: String,
        /// Everything that is wrong.
        diagnostics: Diagnostics,
    },
}
