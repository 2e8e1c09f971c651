//! What a remote asks for before it lets us read: credentials, a certificate authority, an ssh program, patience.
//!
//! Not where these are configured. Invariant: a secret is never shown; the types that hold one print `***`.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Who we are to an HTTP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A user name with a password or token.
    Basic {
        /// The user name; many forges take any name beside a token.
        user: String,
        /// The password or token.
        secret: Secret,
    },
    /// A token in a `Bearer` header.
    Bearer(Secret),
}

/// How a remote is reached.
#[derive(Clone, Debug)]
pub struct Access {
    /// For `http` and `https`; goes before what the URL holds.
    pub credentials: Option<Credentials>,
    /// A PEM file of certificate authorities that are trusted beside the built-in public ones.
    pub ca_file: Option<PathBuf>,
    /// The ssh program and its first arguments, such as `["ssh", "-i", "/etc/groundline/deploy-key"]`.
    pub ssh: Vec<OsString>,
    /// How long a remote may be silent before it counts as unreachable.
    pub patience: Duration,
    /// The most bytes that one fetch may bring.
    pub largest_fetch: u64,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            credentials: None,
            ca_file: None,
            ssh: vec!["ssh".into()],
            patience: Duration::from_secs(60),
            largest_fetch: 2 << 30,
        }
    }
}
