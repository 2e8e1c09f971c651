//! The files of a folder on disk as they are now, uncommitted edits included.
//!
//! Not a snapshot: a file may change between a listing and a read. Invariant: ids are what Git would give to the same
//! bytes, so that a cache keyed by them serves commits and folders alike; what Git would not commit (`.git`, ignored
//! files, empty folders) is not there.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use git2::{ObjectType, Oid};

use crate::files::{DEEPEST, Entry, Kind, MOST_ENTRIES, ReadError, Refusal};
use crate::path::{Reason, check_name, components, join, shown};

/// A folder on disk.
pub struct WorkTree {
    root: PathBuf,
    /// The repository whose work tree this is, for its ignore rules; a plain folder has none.
    git: Option<Mutex<git2::Repository>>,
}

impl WorkTree {
    /// Reads a folder; one that is the root of a repository's work tree with that repository's ignore rules.
    pub fn open(root: &Path) -> Self {
        let git = git2::Repository::open(root).ok().filter(|git| !git.is_bare()).map(Mutex::new);
        Self { root: root.to_owned(), git }
    }

    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let Some((path, metadata)) = self.find(folder)? else { return Ok(Vec::new()) };
        if !metadata.is_dir() {
            return Err(ReadError::NotAFolder { path });
        }
        let mut walk = Walk { tree: self, entries: Vec::new(), refusals: Vec::new() };
        walk.folder(&path, 0)?;
        match walk.refusals.is_empty() {
            true => Ok(walk.entries),
            false => Err(ReadError::Refused(walk.refusals)),
        }
    }

    pub(crate) fn entry(&self, path: &str) -> Result<Option<Entry>, ReadError> {
        let Some((path, metadata)) = self.find(path)? else { return Ok(None) };
        if metadata.is_file() {
            let id = self.hash(&path)?.into();
            return Ok(Some(Entry { path, kind: Kind::File, id }));
        }
        let mut walk = Walk { tree: self, entries: Vec::new(), refusals: Vec::new() };
        let id = walk.folder(&path, 0)?;
        match (walk.refusals.is_empty(), walk.entries.is_empty() && !path.is_empty()) {
            (false, _) => Err(ReadError::Refused(walk.refusals)),
            (true, true) => Ok(None),
            (true, false) => Ok(Some(Entry { path, kind: Kind::Folder, id: id.into() })),
        }
    }

    pub(crate) fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let found = self.find(path)?;
        let (path, metadata) = found.ok_or_else(|| ReadError::Absent { path: path.to_owned() })?;
        if metadata.is_dir() {
            return Err(ReadError::NotAFile { path });
        }
        let failed = |source| ReadError::Disk { path: path.clone(), source };
        let mut bytes = Vec::new();
        let file = File::open(self.root.join(&path)).map_err(failed)?;
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        let size = metadata.len().max(bytes.len() as u64);
        match bytes.len() as u64 > limit {
            true => Err(ReadError::TooLarge { path, size, limit }),
            false => Ok(bytes),
        }
    }

    /// Finds a plain file or folder, looking at every step of the way for links.
    fn find(&self, path: &str) -> Result<Option<(String, Metadata)>, ReadError> {
        let parts = components(path).map_err(|reason| ReadError::one(path, reason))?;
        let failed = |path: &str, source| ReadError::Disk { path: path.to_owned(), source };
        let mut here =
            (String::new(), fs::metadata(&self.root).map_err(|e| failed(&self.root.display().to_string(), e))?);
        for part in parts {
            let path = join(&here.0, part);
            let metadata = match fs::symlink_metadata(self.root.join(&path)) {
                Ok(metadata) => metadata,
                Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                    return Ok(None);
                }
                Err(e) => return Err(failed(&path, e)),
            };
            kind(&self.root.join(&path), &metadata).map_err(|reason| ReadError::one(&path, reason))?;
            if self.ignored(&path, metadata.is_dir()) {
                return Ok(None);
            }
            here = (path, metadata);
        }
        Ok(Some(here))
    }

    fn hash(&self, path: &str) -> Result<Oid, ReadError> {
        Oid::hash_file(ObjectType::Blob, self.root.join(path))
            .map_err(|source| ReadError::Git { path: path.to_owned(), source })
    }

    /// Says whether Git would leave the path out of a commit: ignored by a rule, and nothing at or below it is tracked.
    fn ignored(&self, path: &str, folder: bool) -> bool {
        let Some(git) = &self.git else { return false };
        let git = git.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = if folder { format!("{path}/") } else { path.to_owned() };
        if !git.is_path_ignored(&asked).unwrap_or(false) {
            return false;
        }
        let Ok(index) = git.index() else { return true };
        match folder {
            true => index.find_prefix(asked).is_err(),
            false => index.get_path(Path::new(path), 0).is_none(),
        }
    }
}

fn kind(place: &Path, metadata: &Metadata) -> Result<Kind, Reason> {
    let kind = metadata.file_type();
    match (kind.is_symlink(), kind.is_dir(), kind.is_file()) {
        (true, _, _) => Err(Reason::SymbolicLink),
        (_, true, _) if place.join(".git").symlink_metadata().is_ok() => Err(Reason::Submodule),
        (_, true, _) => Ok(Kind::Folder),
        (_, _, true) => Ok(Kind::File),
        _ => Err(Reason::Special),
    }
}

/// A listing under way.
struct Walk<'t> {
    tree: &'t WorkTree,
    entries: Vec<Entry>,
    refusals: Vec<Refusal>,
}

impl Walk<'_> {
    /// Lists a folder and returns the id that Git would give it.
    fn folder(&mut self, path: &str, depth: usize) -> Result<Oid, ReadError> {
        let mut object = Vec::new();
        for (_, (name, metadata)) in self.names(path)? {
            if depth >= DEEPEST || self.entries.len() + self.refusals.len() >= MOST_ENTRIES {
                return Err(ReadError::TooMany { path: path.to_owned() });
            }
            let child = join(path, &name);
            let id = match metadata.is_dir() {
                true => self.nested(&child, depth)?,
                false => Some(self.file(&child)?),
            };
            if let Some(id) = id {
                object.extend_from_slice(format!("{} {name}\0", mode(&metadata)).as_bytes());
                object.extend_from_slice(id.as_bytes());
            }
        }
        Oid::hash_object(ObjectType::Tree, &object).map_err(|source| ReadError::Git { path: path.to_owned(), source })
    }

    /// Lists a folder below; Git knows none that is empty.
    fn nested(&mut self, path: &str, depth: usize) -> Result<Option<Oid>, ReadError> {
        let place = self.entries.len();
        let id = self.folder(path, depth + 1)?;
        if self.entries.len() == place {
            return Ok(None);
        }
        self.entries.insert(place, Entry { path: path.to_owned(), kind: Kind::Folder, id: id.into() });
        Ok(Some(id))
    }

    fn file(&mut self, path: &str) -> Result<Oid, ReadError> {
        let id = self.tree.hash(path)?;
        self.entries.push(Entry { path: path.to_owned(), kind: Kind::File, id: id.into() });
        Ok(id)
    }

    /// Reads what is in a folder, in Git's order: by bytes, a folder as if its name ended with a slash.
    fn names(&mut self, path: &str) -> Result<BTreeMap<Vec<u8>, (String, Metadata)>, ReadError> {
        let failed = |source| ReadError::Disk { path: path.to_owned(), source };
        let mut names = BTreeMap::new();
        for found in fs::read_dir(self.tree.root.join(path)).map_err(failed)? {
            let found = found.map_err(failed)?;
            let bytes = found.file_name().as_encoded_bytes().to_vec();
            let metadata = found.metadata().map_err(failed)?;
            if path.is_empty() && bytes == b".git" {
                continue;
            }
            match self.accept(path, &bytes, &found.path(), &metadata) {
                Ok(None) => {}
                Ok(Some(name)) => {
                    let slash = if metadata.is_dir() { "/" } else { "" };
                    names.insert(format!("{name}{slash}").into_bytes(), (name, metadata));
                }
                Err(reason) => self.refusals.push(Refusal { path: join(path, &shown(&bytes)), reason }),
            }
        }
        self.refusals.sort();
        Ok(names)
    }

    /// Judges one entry; nothing when Git would not commit it.
    fn accept(&self, path: &str, name: &[u8], place: &Path, metadata: &Metadata) -> Result<Option<String>, Reason> {
        let name = check_name(name)?;
        if self.tree.ignored(&join(path, name), metadata.is_dir()) {
            return Ok(None);
        }
        kind(place, metadata).map(|_| Some(name.to_owned()))
    }
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::PermissionsExt;
    match (metadata.is_dir(), metadata.permissions().mode() & 0o100 != 0) {
        (true, _) => "40000",
        (false, true) => "100755",
        (false, false) => "100644",
    }
}

#[cfg(not(unix))]
fn mode(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() { "40000" } else { "100644" }
}
