//! A review policy named on the command line: a file, or a shipped pack.

use std::path::Path;

use reconcile::review_repo::{ReviewSettingsError, named_policy};
use review::Policy;

use crate::output::{Failure, failures};

/// Reads `--policy FILE|PACK`.
pub(crate) fn policy(name: &str) -> Result<Policy, Failure> {
    named_policy(name, Path::new("")).map_err(refused_settings)
}

/// Every fault of a policy is a message of its own.
pub(crate) fn refused_settings(error: ReviewSettingsError) -> Failure {
    match error {
        ReviewSettingsError::Policy(faults) => {
            let messages = faults.0.iter().map(ToString::to_string).collect();
            Failure { messages, ..Failure::error("") }
        }
        other => failures(other),
    }
}
