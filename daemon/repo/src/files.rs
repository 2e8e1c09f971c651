//! The files of a schema repo, at a commit or in a folder on disk, read through one face.
//!
//! Not a loader: nothing here knows SQL or TOML. Invariant: what cannot be read safely (a link, a submodule, a name that
//! leaves its folder) is refused by name and never followed or passed over; equal ids mean equal content on both sides.

use std::fmt;

use crate::names::{ObjectId, Revision};
use crate::path::Reason;
use crate::tree::Tree;
use crate::work_tree::WorkTree;

/// The most entries that one listing may have; a crafted tree can otherwise unfold without end.
pub(crate) const MOST_ENTRIES: usize = 500_000;
/// The deepest that folders may nest.
pub(crate) const DEEPEST: usize = 100;

/// Files at a commit or on disk. Reading blocks; call it where that may be.
pub enum Files {
    /// The tree of a commit: never changes.
    Commit(Tree),
    /// A folder on disk: may change between two calls.
    Folder(WorkTree),
}

/// Whether an entry is a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// One file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path from the root, with `/` between names.
    pub path: String,
    /// File or folder.
    pub kind: Kind,
    /// Git's hash: of a file its bytes, of a folder everything below it. Good as a cache key.
    pub id: ObjectId,
}

/// An entry that is refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Its path, with what cannot be printed escaped.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why files could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Entries that are not read.
    #[error("{}", refused(.0))]
    Refused(Vec<Refusal>),
    /// There is nothing at the path.
    #[error("`{path}` is not there")]
    Absent {
        /// The path that was asked for.
        path: String,
    },
    /// The path leads to a folder.
    #[error("`{path}` is a folder: expected a file")]
    NotAFile {
        /// The path that was asked for.
        path: String,
    },
    /// The path leads to a file.
    #[error("`{path}` is a file: expected a folder")]
    NotAFolder {
        /// The path that was asked for.
        path: String,
    },
    /// The file is bigger than the caller takes.
    #[error("`{path}` has {size} bytes: the limit is {limit}")]
    TooLarge {
        /// The file.
        path: String,
        /// Its size, or more than the limit where it was growing.
        size: u64,
        /// The limit that the caller gave.
        limit: u64,
    },
    /// There is more below the path than anyone writes.
    #[error("`{path}` holds more than {MOST_ENTRIES} entries or more than {DEEPEST} levels of folders")]
    TooMany {
        /// The folder where the count ran out.
        path: String,
    },
    /// Git could not read an object.
    #[error("cannot read `{path}` from the repository")]
    Git {
        /// What was being read.
        path: String,
        /// What Git said.
        source: git2::Error,
    },
    /// The disk could not be read.
    #[error("cannot read `{path}`")]
    Disk {
        /// What was being read.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Files {
    /// Lists everything below a folder (empty: the root), folders before what they hold, in the byte order of their paths.
    ///
    /// A folder that is absent has nothing below it. Fails naming every refused entry, if there is one.
    pub fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        match self {
            Self::Commit(tree) => tree.list(folder),
            Self::Folder(folder_on_disk) => folder_on_disk.list(folder),
        }
    }

    /// Finds the file or folder at a path; nothing where there is none.
    pub fn entry(&self, path: &str) -> Result<Option<Entry>, ReadError> {
        match self {
            Self::Commit(tree) => tree.entry(path),
            Self::Folder(folder) => folder.entry(path),
        }
    }

    /// Reads a file of at most `limit` bytes.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Commit(tree) => tree.read(path, limit),
            Self::Folder(folder) => folder.read(path, limit),
        }
    }

    /// The files of the commit that brought a file or folder as it is now, along the first parents; nothing for a folder on disk, or
    /// where there is no such path.
    pub fn origin_of(&self, path: &str) -> Result<Option<Self>, ReadError> {
        match self {
            Self::Commit(tree) => Ok(tree.origin_of(path)?.map(Self::Commit)),
            Self::Folder(_) => Ok(None),
        }
    }

    /// Returns the commit whose files these are; nothing for a folder on disk.
    pub fn revision(&self) -> Option<Revision> {
        match self {
            Self::Commit(tree) => Some(tree.revision()),
            Self::Folder(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {}", self.path, self.reason)
    }
}

impl ReadError {
    pub(crate) fn one(path: &str, reason: Reason) -> Self {
        Self::Refused(vec![Refusal { path: crate::path::shown(path.as_bytes()), reason }])
    }
}

fn refused(refusals: &[Refusal]) -> String {
    let named: Vec<String> = refusals.iter().take(5).map(Refusal::to_string).collect();
    let more = match refusals.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}{more}: a schema repo holds only plain files and folders", named.join(", "))
}
