//! The names by which Git things are known: references, commits and objects.
//!
//! Not a resolver: nothing here looks into a repository. Invariant: a value of these types is complete, so that it means
//! one thing; a short name or an abbreviated id never becomes one.

use std::fmt;
use std::str::FromStr;

use git2::Oid;

/// A fully qualified reference such as `refs/heads/main`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

/// A commit, by its full object id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(Oid);

/// A file's or folder's content, by Git's hash of it; equal ids are equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Oid);

/// What a reference pointed to at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The reference that was looked at.
    pub reference: Reference,
    /// The commit that it pointed to.
    pub revision: Revision,
}

/// Why a text is not a complete name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text could mean a branch or a tag.
    #[error(
        "`{name}` is a short name, which can mean a branch or a tag: write `refs/heads/{name}` or `refs/tags/{name}`"
    )]
    Short {
        /// The text as it was given.
        name: String,
    },
    /// Git does not allow the text as a name.
    #[error("`{name}` is not a reference name that Git allows: expected one such as `refs/heads/main`")]
    Invalid {
        /// The text as it was given.
        name: String,
    },
    /// The text is no full object id.
    #[error("`{text}` is not a full object id: expected 40 hexadecimal digits")]
    Id {
        /// The text as it was given.
        text: String,
    },
}

impl Reference {
    /// Returns the name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the branch name without `refs/heads/`, or nothing for any other reference.
    pub fn branch(&self) -> Option<&str> {
        self.0.strip_prefix("refs/heads/")
    }
}

impl FromStr for Reference {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        let allowed = git2::Reference::is_valid_name(name);
        if name.starts_with("refs/") {
            return match allowed {
                true => Ok(Self(name.to_owned())),
                false => Err(NameError::Invalid { name: name.to_owned() }),
            };
        }
        match git2::Reference::is_valid_name(&format!("refs/heads/{name}")) {
            true => Err(NameError::Short { name: name.to_owned() }),
            false => Err(NameError::Invalid { name: name.to_owned() }),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.reference, self.revision)
    }
}

impl Revision {
    /// Returns the first twelve digits, for people; never for looking anything up.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }

    pub(crate) fn oid(self) -> Oid {
        self.0
    }
}

impl ObjectId {
    pub(crate) fn oid(self) -> Oid {
        self.0
    }
}

impl From<Oid> for Revision {
    fn from(id: Oid) -> Self {
        Self(id)
    }
}

impl From<Oid> for ObjectId {
    fn from(id: Oid) -> Self {
        Self(id)
    }
}

impl FromStr for Revision {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        full_id(text).map(Self)
    }
}

impl FromStr for ObjectId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        full_id(text).map(Self)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn full_id(text: &str) -> Result<Oid, NameError> {
    let not_full = || NameError::Id { text: text.to_owned() };
    if text.len() != 40 {
        return Err(not_full());
    }
    let id = Oid::from_str(text).map_err(|_| not_full())?;
    match id.is_zero() {
        true => Err(not_full()),
        false => Ok(id),
    }
}
