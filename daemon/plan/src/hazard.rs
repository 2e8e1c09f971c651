//! Hazards: the named dangers of a step.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The code of a hazard; stable, because people consent to it by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HazardCode {
    /// Rows, columns or values disappear from where readers find them.
    DataLoss,
    /// Nothing that was saved could bring the old state back.
    Irreversible,
    /// Programs that use the old form stop working.
    BackwardIncompatible,
    /// Every row is written again.
    TableRewrite,
    /// Readers or writers wait while rows are scanned or written.
    BlockingLock,
    /// Writers wait while every row of a table that is not small is copied.
    BlockingRewrite,
    /// It fails where existing rows do not obey it.
    DataDependent,
    /// An index is built: load on the server, for as long as the table is big.
    IndexBuild,
    /// A query that used the dropped index may become slow.
    IndexDropped,
    /// Behaviour changes that no comparison of rows shows, such as a collation or a function body.
    Correctness,
    /// Somebody may do what they could not.
    AccessGranted,
}

impl HazardCode {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::DataLoss,
        Self::Irreversible,
        Self::BackwardIncompatible,
        Self::TableRewrite,
        Self::BlockingLock,
        Self::BlockingRewrite,
        Self::DataDependent,
        Self::IndexBuild,
        Self::IndexDropped,
        Self::Correctness,
        Self::AccessGranted,
    ];

    /// The code as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DataLoss => "data-loss",
            Self::Irreversible => "irreversible",
            Self::BackwardIncompatible => "backward-incompatible",
            Self::TableRewrite => "table-rewrite",
            Self::BlockingLock => "blocking-lock",
            Self::BlockingRewrite => "blocking-rewrite",
            Self::DataDependent => "data-dependent",
            Self::IndexBuild => "index-build",
            Self::IndexDropped => "index-dropped",
            Self::Correctness => "correctness",
            Self::AccessGranted => "access-granted",
        }
    }

    /// The code of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// Whether a plan with it runs only with consent: it loses data, breaks readers, or stops writers for as long
    /// as a big table is copied.
    pub const fn needs_consent(self) -> bool {
        matches!(self, Self::DataLoss | Self::Irreversible | Self::BackwardIncompatible | Self::BlockingRewrite)
    }

    /// The page that `groundline explain` shows.
    pub const fn page(self) -> &'static str {
        match self {
            Self::DataLoss => {
                "Rows, columns or values disappear from where readers find them. What is lost is saved first, in the same \
                 transaction: a dropped table is moved aside, the values of a dropped or converted column are copied with \
                 their key. `groundline undo`, or reverting the commit, brings them back until the retention ends. It runs \
                 only with consent: `--allow data-loss`, or a `[[consent]]` entry in `policies/rollout.toml`."
            }
            Self::Irreversible => {
                "Nothing that can be saved brings the old state back; the step says why. Take a backup, then consent with \
                 `--allow irreversible` or a `[[consent]]` entry."
            }
            Self::BackwardIncompatible => {
                "Programs that use the old form stop working: a name disappears, a type changes, a value that was accepted \
                 is refused. Change the programs first (expand, then contract), then consent with \
                 `--allow backward-incompatible` or a `[[consent]]` entry."
            }
            Self::TableRewrite => {
                "Every row is written again: the time, the disk space and the write-ahead log of the whole table, under a \
                 lock that stops readers and writers. On PostgreSQL a big table is changed online instead where that can be; \
                 where it cannot, the message says why."
            }
            Self::BlockingLock => {
                "Readers or writers wait while rows are scanned or written. The step has a lock timeout, so that it never \
                 queues others for long while it waits itself; but once it holds the lock it holds it to its end."
            }
            Self::BlockingRewrite => {
                "MySQL and MariaDB copy every row of a table that is not small, and writers wait until that is done: no cheaper way \
                 leads there. Do it when nobody writes, or as an online change. It runs only with consent: `--allow \
                 blocking-rewrite`, or a `[[consent]]` entry."
            }
            Self::DataDependent => {
                "It fails where existing rows do not obey it. A guard looks first and refuses with the number of rows; mend \
                 the rows with a changelist, then plan again."
            }
            Self::IndexBuild => {
                "An index is built. On PostgreSQL it is built concurrently on a table that has rows: writers go on, the \
                 server reads the table twice."
            }
            Self::IndexDropped => {
                "An index disappears. Queries that used it may become slow; look at its use before you drop it."
            }
            Self::Correctness => {
                "Behaviour changes in a way that no comparison of rows shows: another sort order, another function body, \
                 another default. Read the change."
            }
            Self::AccessGranted => {
                "Somebody may see or change what they could not before. Nobody is harmed by the step itself; look at who it is, \
                 and on what."
            }
        }
    }
}

impl fmt::Display for HazardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A named danger of a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hazard {
    /// Its code.
    pub code: HazardCode,
    /// What it means here, with names.
    pub message: String,
}

impl Hazard {
    /// A hazard with its message.
    pub fn new(code: HazardCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
