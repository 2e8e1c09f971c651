//! A new schema repo: the template of an engine, written into a folder and committed.

use std::fs;
use std::io;
use std::path::Path;

use repo::{Include, Repository, RepositoryError};
use schema::Dialect;

use crate::desired::template;

/// A schema repo that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Its first commit.
    pub revision: String,
    /// How many files it has.
    pub files: usize,
}

/// Why no schema repo was made.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// Something of the template is there already.
    #[error("`{0}` is there already; nothing was written")]
    Occupied(String),
    /// A file cannot be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Git failed.
    #[error(transparent)]
    Git(#[from] RepositoryError),
}

/// Makes a schema repo in a folder, which becomes a Git repository where it is none.
///
/// # Errors
/// A file of the template that is there already (nothing is written then), a folder that cannot be written, Git.
pub fn found(folder: &Path, engine: Dialect) -> Result<Founding, FoundError> {
    let files = template(engine);
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        return Err(FoundError::Occupied(folder.join(path).display().to_string()));
    }
    let repository = Repository::init(folder)?;
    for (path, bytes) in &files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        let write = fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes));
        write.map_err(|source| FoundError::Write { path: path.display().to_string(), source })?;
    }
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let commit = repository.commit(Include::Paths(&paths), "Start the schema repo\n", None)?;
    Ok(Founding { revision: commit.revision.to_string(), files: files.len() })
}
