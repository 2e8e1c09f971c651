//! The way back of a rollout: which commits it was, the commit that takes them back, and what that would do on each target.
//!
//! Not the going back, which is the daemon's, target by target, from that commit. Invariant: nothing is committed and nothing is changed on
//! a target here; what cannot come back is named.
//!
//! The way: `found` (from a name to a range of commits) → `proposal` (the files of the commit that takes it back) → `forecast` (each target).

mod decision;
mod forecast;
mod found;
mod proposal;

use repo::RepositoryError;

use crate::checkout::CheckoutError;

pub use forecast::{Forecast, Loss, UndoForecast, forecast};
pub use found::{Rollout, find};
pub use proposal::{Proposal, Wishes, propose};

/// Why there is no way back.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// Git does not give what it was asked for.
    #[error(transparent)]
    Git(#[from] RepositoryError),
    /// The schema repo would be broken by it, or is.
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
    /// The files of a commit cannot be read.
    #[error("the files of commit `{revision}` cannot be read: {reason}")]
    Files {
        /// The commit.
        revision: String,
        /// Why.
        reason: String,
    },
    /// The commit is not in the history of the current branch.
    #[error("commit `{commit}` is not in the history of the current branch, so nothing of it is in force here")]
    NotInHistory {
        /// The commit.
        commit: String,
    },
    /// No commit up to there changed anything of a target.
    #[error("commit `{commit}`, and what came into force before it, changed no schema, no changelist and no target")]
    Nothing {
        /// The commit.
        commit: String,
    },
    /// There is no commit before it.
    #[error("rollout `{commit}` is the first one: there is nothing before it to go back to")]
    First {
        /// The commit.
        commit: String,
    },
}
