//! The strongest lock that a step takes on an existing object.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A lock, named as the engine's manual names it; ordered from weak to strong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lock {
    /// None that anyone would notice.
    #[default]
    #[serde(rename = "none")]
    None,
    /// PostgreSQL: other schema changes wait; readers and writers go on.
    #[serde(rename = "share update exclusive")]
    ShareUpdateExclusive,
    /// PostgreSQL: writers wait.
    #[serde(rename = "share")]
    Share,
    /// PostgreSQL: writers wait, and others of its kind.
    #[serde(rename = "share row exclusive")]
    ShareRowExclusive,
    /// PostgreSQL: only plain readers go on.
    #[serde(rename = "exclusive")]
    Exclusive,
    /// PostgreSQL: everybody waits.
    #[serde(rename = "access exclusive")]
    AccessExclusive,
    /// SQLite: other writers of the file wait; readers of a WAL database go on.
    #[serde(rename = "database write")]
    DatabaseWrite,
    /// MySQL: everybody waits for the instant in which the catalog changes; readers and writers go on before and after.
    #[serde(rename = "metadata")]
    Metadata,
    /// MySQL: writers wait.
    #[serde(rename = "shared")]
    Shared,
    /// MySQL: everybody waits.
    #[serde(rename = "write")]
    Write,
}

impl Lock {
    /// The name as the manual writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ShareUpdateExclusive => "share update exclusive",
            Self::Share => "share",
            Self::ShareRowExclusive => "share row exclusive",
            Self::Exclusive => "exclusive",
            Self::AccessExclusive => "access exclusive",
            Self::DatabaseWrite => "database write",
            Self::Metadata => "metadata",
            Self::Shared => "shared",
            Self::Write => "write",
        }
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
