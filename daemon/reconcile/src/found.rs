//! A new schema repo: the template of an engine, written into a folder and committed.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use repo::{Include, Repository, RepositoryError};
use schema::Dialect;

use crate::desired::{Kit, is_program, kit, template};

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

/// Makes a schema repo in a folder, which becomes a Git repository where it is none; with kits also in one that is there, which
/// gets the kits alone.
///
/// # Errors
/// A file of the template that is there already (nothing is written then), a folder that cannot be written, Git.
pub fn found(folder: &Path, engine: Dialect, kits: &[Kit]) -> Result<Founding, FoundError> {
    let is_there = folder.join("groundline.toml").exists() && !kits.is_empty();
    let mut files = if is_there { Vec::new() } else { template(engine) };
    files.extend(kits.iter().flat_map(|one| kit(*one)));
    files.sort_unstable();
    files.dedup();
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        return Err(FoundError::Occupied(folder.join(path).display().to_string()));
    }
    let repository = if is_there { Repository::open(folder)? } else { Repository::init(folder)? };
    for (name, bytes) in &files {
        let path = folder.join(name);
        let written = write(&path, bytes, is_program(name));
        written.map_err(|source| FoundError::Write { path: path.display().to_string(), source })?;
    }
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let message = if is_there { "Review changes where they are made\n" } else { "Start the schema repo\n" };
    let commit = repository.commit(Include::Paths(&paths), message, None)?;
    Ok(Founding { revision: commit.revision.to_string(), files: files.len() })
}

fn write(path: &Path, bytes: &[u8], is_program: bool) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(path, bytes)?;
    if is_program {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
