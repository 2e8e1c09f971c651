//! A review policy named on the command line: a file, or a shipped pack.

use reconcile::review_repo::{ReviewSettingsError, file_policy};
use review::Policy;

use crate::output::{Failure, failures};

/// Reads `--policy FILE|PACK`.
pub(crate) fn policy(name: &str) -> Result<Policy, Failure> {
    let is_file = name.ends_with(".toml") || name.contains(['/', '\\']);
    if is_file { file_policy(name).map_err(refused_settings) } else { Policy::pack(name).map_err(failures) }
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
