//! The files of one commit, read from the object store without a work tree.
//!
//! Not a checkout. Invariant: what it returns never changes, whatever is fetched or committed meanwhile.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use git2::{ErrorCode, ObjectType, Oid, TreeEntry};

use crate::files::{DEEPEST, Entry, Kind, MOST_ENTRIES, ReadError, Refusal};
use crate::names::Revision;
use crate::path::{Reason, check_name, components, join, shown};

const FOLDER: i32 = 0o040_000;
const LINK: i32 = 0o120_000;
const SUBMODULE: i32 = 0o160_000;
const FILE: i32 = 0o100_000;
const KIND_BITS: i32 = 0o170_000;

/// The files of one commit. May be shared between threads; they take turns.
pub struct Tree {
    git: Mutex<git2::Repository>,
    revision: Revision,
    root: Oid,
}

impl Tree {
    pub(crate) fn new(git: git2::Repository, revision: Revision, root: Oid) -> Self {
        Self { git: Mutex::new(git), revision, root }
    }

    pub(crate) fn revision(&self) -> Revision {
        self.revision
    }

    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let git = self.lock();
        let Some(found) = find(&git, self.root, folder)? else { return Ok(Vec::new()) };
        if found.kind == Kind::File {
            return Err(ReadError::NotAFolder { path: folder.to_owned() });
        }
        let mut walk = Walk { git: &git, entries: Vec::new(), refusals: Vec::new() };
        walk.folder(found.id.oid(), &found.path, 0)?;
        match walk.refusals.is_empty() {
            true => Ok(walk.entries),
            false => Err(ReadError::Refused(walk.refusals)),
        }
    }

    pub(crate) fn entry(&self, path: &str) -> Result<Option<Entry>, ReadError> {
        find(&self.lock(), self.root, path)
    }

    pub(crate) fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let git = self.lock();
        let found = find(&git, self.root, path)?.ok_or_else(|| ReadError::Absent { path: path.to_owned() })?;
        if found.kind == Kind::Folder {
            return Err(ReadError::NotAFile { path: found.path });
        }
        let failed = |source| ReadError::Git { path: path.to_owned(), source };
        let store = git.odb().map_err(failed)?;
        let (size, _) = store.read_header(found.id.oid()).map_err(failed)?;
        let size = size as u64;
        if size > limit {
            return Err(ReadError::TooLarge { path: found.path, size, limit });
        }
        store.read(found.id.oid()).map(|object| object.data().to_vec()).map_err(failed)
    }

    /// Locks the repository; a reader that panicked left nothing half done, because readers change nothing.
    fn lock(&self) -> MutexGuard<'_, git2::Repository> {
        self.git.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds the entry at a path, refusing a link or submodule on the way.
fn find(git: &git2::Repository, root: Oid, path: &str) -> Result<Option<Entry>, ReadError> {
    let parts = components(path).map_err(|reason| ReadError::one(path, reason))?;
    let mut here = Entry { path: String::new(), kind: Kind::Folder, id: root.into() };
    for part in parts {
        if here.kind == Kind::File {
            return Ok(None);
        }
        let tree = load(git, here.id.oid(), &here.path)?;
        let Some(entry) = tree.get_name_bytes(part.as_bytes()) else { return Ok(None) };
        let path = join(&here.path, part);
        let kind = kind(&entry).map_err(|reason| ReadError::one(&path, reason))?;
        here = Entry { path, kind, id: entry.id().into() };
    }
    Ok(Some(here))
}

fn load<'g>(git: &'g git2::Repository, id: Oid, path: &str) -> Result<git2::Tree<'g>, ReadError> {
    let broken = |source| ReadError::Git { path: if path.is_empty() { "/" } else { path }.to_owned(), source };
    let object = git.find_object(id, None).map_err(broken)?;
    match object.kind() {
        Some(ObjectType::Tree) => object.peel_to_tree().map_err(broken),
        _ => Err(broken(git2::Error::new(ErrorCode::Invalid, git2::ErrorClass::Tree, "it is not a folder"))),
    }
}

fn kind(entry: &TreeEntry<'_>) -> Result<Kind, Reason> {
    match entry.filemode_raw() & KIND_BITS {
        FOLDER => Ok(Kind::Folder),
        FILE => Ok(Kind::File),
        LINK => Err(Reason::SymbolicLink),
        SUBMODULE => Err(Reason::Submodule),
        _ => Err(Reason::Special),
    }
}

/// A listing under way.
struct Walk<'g> {
    git: &'g git2::Repository,
    entries: Vec<Entry>,
    refusals: Vec<Refusal>,
}

impl Walk<'_> {
    fn folder(&mut self, id: Oid, path: &str, depth: usize) -> Result<(), ReadError> {
        let tree = load(self.git, id, path)?;
        let mut seen = BTreeSet::new();
        for entry in &tree {
            if depth >= DEEPEST || self.entries.len() + self.refusals.len() >= MOST_ENTRIES {
                return Err(ReadError::TooMany { path: path.to_owned() });
            }
            let twice = !seen.insert(entry.name_bytes().to_vec());
            match named(&entry, twice) {
                Ok((name, kind)) => self.keep(&entry, join(path, name), kind, depth)?,
                Err(reason) => self.refusals.push(Refusal { path: join(path, &shown(entry.name_bytes())), reason }),
            }
        }
        Ok(())
    }

    fn keep(&mut self, entry: &TreeEntry<'_>, path: String, kind: Kind, depth: usize) -> Result<(), ReadError> {
        self.entries.push(Entry { path: path.clone(), kind, id: entry.id().into() });
        match kind {
            Kind::File => Ok(()),
            Kind::Folder => self.folder(entry.id(), &path, depth + 1),
        }
    }
}

fn named<'e>(entry: &'e TreeEntry<'_>, twice: bool) -> Result<(&'e str, Kind), Reason> {
    let name = check_name(entry.name_bytes())?;
    if twice {
        return Err(Reason::Twice);
    }
    Ok((name, kind(entry)?))
}
