//! What the caller knows about a change and about where it goes, and no file says.
//!
//! Not facts that the review finds out: it asks nobody. A daemon fills it from its ledger and its targets, the command from Git and
//! its options; what is left empty keeps the rules that would need it silent.
//!
//! Invariant: an empty `Known` changes no finding.

use std::collections::{BTreeMap, BTreeSet};

use schema::Digest;

/// What the caller knows.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Who made the change.
    pub authors: Authors,
    /// The version of the server that the files go to, such as `16.2`, `8.0.36` or `mariadb-10.11`.
    pub version: Option<String>,
    /// Whether the target takes no writes.
    pub is_read_only: bool,
    /// The role that runs the files.
    pub role: Option<String>,
    /// Who owns objects, by the keys of their names.
    pub owners: BTreeMap<String, String>,
    /// What that role may do.
    pub privileges: Privileges,
    /// The files that ran before, or that ship already.
    pub ran: Vec<Ran>,
}

/// Who made a change, as the policy names people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authors {
    /// Who made all of it.
    pub of_all: BTreeSet<String>,
    /// Who made single files, by their paths.
    pub of_files: BTreeMap<String, BTreeSet<String>>,
}

impl Authors {
    /// One person who made all of it.
    pub fn one(name: impl Into<String>) -> Self {
        Self { of_all: BTreeSet::from([name.into()]), of_files: BTreeMap::new() }
    }

    /// Everybody who made a file.
    pub fn of(&self, path: &str) -> impl Iterator<Item = &str> {
        self.of_all.iter().chain(self.of_files.get(path).into_iter().flatten()).map(String::as_str)
    }
}

/// What a role may do; what is not listed is not known.
#[derive(Clone, Debug, Default)]
pub struct Privileges {
    /// Of a table, by the key of its name: `INSERT`, `UPDATE`, … in upper case; `ALL` is all of them and `OWNER` more than that.
    pub tables: BTreeMap<String, BTreeSet<String>>,
    /// Of a schema, by its name; empty for the default one: `CREATE`, `ALL`, `OWNER`.
    pub schemas: BTreeMap<String, BTreeSet<String>>,
}

/// A file that ran before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its path, as the review names files.
    pub path: String,
    /// What it held, where that is known.
    pub digest: Option<Digest>,
}

impl Ran {
    /// A file of which only the name is known.
    pub fn named(path: impl Into<String>) -> Self {
        Self { path: path.into(), digest: None }
    }

    /// A file by what it held.
    pub fn of(path: impl Into<String>, text: &str) -> Self {
        Self { path: path.into(), digest: Some(digest(text)) }
    }
}

/// The digest of a file's text.
pub(crate) fn digest(text: &str) -> Digest {
    Digest::of_parts([text.as_bytes()])
}
