//! The seam to whatever holds the files of a schema repo: a commit or folder through `repo`, or memory.
//!
//! Not Git and not a file system: those are in `repo`. Invariant: what cannot be read is named, never left out.

use std::collections::BTreeMap;

use schema::Digest;

/// The files of one state of a schema repo.
///
/// Paths are relative to its root, with `/` between parts.
pub trait Files {
    /// Lists every file below a folder, at any depth and in any order; an absent folder is an empty list.
    ///
    /// # Errors
    /// The folder cannot be listed, or something below it is refused.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FilesError>;

    /// Reads the bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// The file is absent, too large, refused or unreadable.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FilesError>;

    /// The files of the commit that brought a file or folder as it is now; nothing where there is no history.
    ///
    /// # Errors
    /// The history cannot be read.
    fn origin_of(&self, _path: &str) -> Result<Option<Box<dyn Files>>, FilesError> {
        Ok(None)
    }
}

/// One file of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path from the root of the schema repo.
    pub path: String,
    /// The hash of its content in hexadecimal digits; equal ids are equal bytes.
    pub id: String,
}

/// Something that is there and is not read, such as a symbolic link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Its path.
    pub path: String,
    /// What it is, as in `a symbolic link`.
    pub reason: String,
}

/// Why files cannot be listed or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilesError {
    /// There is no such file.
    #[error("there is no such file")]
    Absent,
    /// The file is bigger than what is read.
    #[error("the file has {size} bytes, and {limit} are the most")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The most bytes that are read.
        limit: u64,
    },
    /// Entries that are not read.
    #[error("{} of its entries are refused", .0.len())]
    Refused(Vec<Refusal>),
    /// The source failed; the text says how.
    #[error("{0}")]
    Failed(String),
}

/// Files in memory, such as the template's; an id is the digest of the content.
impl Files for BTreeMap<String, Vec<u8>> {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FilesError> {
        let inside =
            |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let entry = |(path, bytes): (&String, &Vec<u8>)| {
            let id = Digest::of_parts([bytes.as_slice()]).hex();
            Entry { path: path.clone(), id }
        };
        Ok(self.iter().filter(|(path, _)| inside(path)).map(entry).collect())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FilesError> {
        let bytes = self.get(path).ok_or(FilesError::Absent)?;
        match bytes.len() as u64 {
            size if size > limit => Err(FilesError::TooLarge { size, limit }),
            _ => Ok(bytes.clone()),
        }
    }
}

/// Files of a commit or of a folder on disk.
impl Files for repo::Files {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FilesError> {
        let entries = Self::list(self, folder).map_err(of_repo)?;
        let files = entries.into_iter().filter(|entry| entry.kind == repo::Kind::File);
        Ok(files.map(|entry| Entry { path: entry.path, id: entry.id.to_string() }).collect())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FilesError> {
        Self::read(self, path, limit).map_err(of_repo)
    }

    fn origin_of(&self, path: &str) -> Result<Option<Box<dyn Files>>, FilesError> {
        let origin = Self::origin_of(self, path).map_err(of_repo)?;
        Ok(origin.map(|files| Box::new(files) as Box<dyn Files>))
    }
}

fn of_repo(error: repo::ReadError) -> FilesError {
    use std::error::Error as _;
    match error {
        repo::ReadError::Absent { .. } => FilesError::Absent,
        repo::ReadError::TooLarge { size, limit, .. } => FilesError::TooLarge { size, limit },
        repo::ReadError::Refused(list) => FilesError::Refused(
            list.into_iter().map(|one| Refusal { path: one.path, reason: one.reason.to_string() }).collect(),
        ),
        other => FilesError::Failed(match other.source() {
            Some(source) => format!("{other}: {source}"),
            None => other.to_string(),
        }),
    }
}
