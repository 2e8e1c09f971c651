//! How the remote of a schema repo is reached: options of the command line, or the `[remote]` table of the file.

use std::path::PathBuf;

use clap::Args;
use repo::{Access, Credentials, Secret};
use serde::Deserialize;

use super::secret;
use crate::output::Failure;

/// How a remote is reached.
#[derive(Args, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoteOptions {
    /// A token for https, read from the environment
    #[arg(long, value_name = "env:NAME")]
    pub(super) token: Option<String>,
    /// A PEM file of certificate authorities that are trusted beside the public ones
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
    /// The ssh program and its first arguments, separated by spaces [default: ssh]
    #[arg(long, value_name = "COMMAND")]
    pub(super) ssh: Option<String>,
}

impl RemoteOptions {
    /// These, and where they are silent those.
    pub(super) fn or(self, other: Self) -> Self {
        Self { token: self.token.or(other.token), ca_file: self.ca_file.or(other.ca_file), ssh: self.ssh.or(other.ssh) }
    }

    /// The access they describe; a token is read from the environment.
    pub(super) fn access(self) -> Result<Access, Failure> {
        let secret = self.token.as_deref().map(secret).transpose()?;
        let ssh = self.ssh.as_deref().unwrap_or("ssh");
        Ok(Access {
            credentials: secret
                .map(|secret| Credentials::Basic { user: "git".to_owned(), secret: Secret::new(secret) }),
            ca_file: self.ca_file,
            ssh: ssh.split_whitespace().map(Into::into).collect(),
            ..Access::default()
        })
    }
}
