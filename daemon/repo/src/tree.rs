//! The files of one commit, read from the object store without a work tree.
//!
//! Not a checkout. Invariant: what it returns never changes, whatever is fetched or committed meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::{ErrorCode, Oid};

use crate::files::{DEEPEST, Entry, Kind, MOST_ENTRIES, ReadError, Refusal};
use crate::names::Revision;
use crate::path::{Reason, check_name, components, join, shown};

const FOLDER: i32 = 0o040_000;
const LINK: i32 = 0o120_000;
const SUBMODULE: i32 = 0o160_000;
const FILE: i32 = 0o100_000;
const KIND_BITS: i32 = 0o170_000;

/// How many names of folders are remembered; libgit2 itself forgets big folders at once.
const REMEMBERED: usize = 200_000;

/// The files of one commit. May be shared between threads; they take turns.
pub struct Tree {
    store: Mutex<Store>,
    revision: Revision,
    root: Oid,
}

/// The repository, with the folders that were read from it.
struct Store {
    git: git2::Repository,
    folders: HashMap<Oid, Arc<Folder>>,
    names: usize,
}

/// A folder's entries in Git's order, as they are, and where each name stands.
#[derive(Default)]
struct Folder {
    entries: Vec<Raw>,
    places: HashMap<Vec<u8>, usize>,
}

/// An entry as the tree object has it.
struct Raw {
    name: Vec<u8>,
    mode: i32,
    id: Oid,
}

impl Tree {
    pub(crate) fn new(git: git2::Repository, revision: Revision, root: Oid) -> Self {
        let store = Mutex::new(Store { git, folders: HashMap::new(), names: 0 });
        Self { store, revision, root }
    }

    pub(crate) fn revision(&self) -> Revision {
        self.revision
    }

    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut store = self.lock();
        let Some(found) = store.find(self.root, folder)? else { return Ok(Vec::new()) };
        if found.kind == Kind::File {
            return Err(ReadError::NotAFolder { path: folder.to_owned() });
        }
        let mut walk = Walk { store: &mut store, entries: Vec::new(), refusals: Vec::new() };
        walk.folder(found.id.oid(), &found.path, 0)?;
        match walk.refusals.is_empty() {
            true => Ok(walk.entries),
            false => Err(ReadError::Refused(walk.refusals)),
        }
    }

    pub(crate) fn entry(&self, path: &str) -> Result<Option<Entry>, ReadError> {
        self.lock().find(self.root, path)
    }

    /// The tree of the commit that brought the path as it is; where history ends, that of the oldest commit that has it.
    pub(crate) fn origin_of(&self, path: &str) -> Result<Option<Self>, ReadError> {
        let mut store = self.lock();
        let failed = |source| ReadError::Git { path: path.to_owned(), source };
        let Some(now) = store.find(self.root, path)?.map(|entry| entry.id) else { return Ok(None) };
        let (mut revision, mut root) = (self.revision.oid(), self.root);
        loop {
            let parent = store.git.find_commit(revision).and_then(|commit| commit.parent(0));
            let Ok((id, tree)) = parent.map(|parent| (parent.id(), parent.tree_id())) else { break };
            if store.find(tree, path)?.map(|entry| entry.id) != Some(now) {
                break;
            }
            (revision, root) = (id, tree);
        }
        let git = git2::Repository::open(store.git.path()).map_err(failed)?;
        Ok(Some(Self::new(git, Revision::from(revision), root)))
    }

    pub(crate) fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let mut store = self.lock();
        let found = store.find(self.root, path)?.ok_or_else(|| ReadError::Absent { path: path.to_owned() })?;
        if found.kind == Kind::Folder {
            return Err(ReadError::NotAFile { path: found.path });
        }
        let failed = |source| ReadError::Git { path: path.to_owned(), source };
        let objects = store.git.odb().map_err(failed)?;
        let (size, _) = objects.read_header(found.id.oid()).map_err(failed)?;
        let size = size as u64;
        if size > limit {
            return Err(ReadError::TooLarge { path: found.path, size, limit });
        }
        objects.read(found.id.oid()).map(|object| object.data().to_vec()).map_err(failed)
    }

    /// Locks the store; a reader that panicked left nothing half done, because readers only add what they read whole.
    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Finds the entry at a path, refusing a link or submodule on the way.
    fn find(&mut self, root: Oid, path: &str) -> Result<Option<Entry>, ReadError> {
        let parts = components(path).map_err(|reason| ReadError::one(path, reason))?;
        let mut here = Entry { path: String::new(), kind: Kind::Folder, id: root.into() };
        for part in parts {
            if here.kind == Kind::File {
                return Ok(None);
            }
            let folder = self.folder(here.id.oid(), &here.path)?;
            let Some(place) = folder.places.get(part.as_bytes()) else { return Ok(None) };
            let (path, entry) = (join(&here.path, part), &folder.entries[*place]);
            let kind = entry.kind().map_err(|reason| ReadError::one(&path, reason))?;
            here = Entry { path, kind, id: entry.id.into() };
        }
        Ok(Some(here))
    }

    /// Reads a folder, or remembers it.
    fn folder(&mut self, id: Oid, path: &str) -> Result<Arc<Folder>, ReadError> {
        if let Some(known) = self.folders.get(&id) {
            return Ok(known.clone());
        }
        let folder = Arc::new(load(&self.git, id, path)?);
        if self.names > REMEMBERED {
            self.folders.clear();
            self.names = 0;
        }
        self.names += folder.entries.len();
        self.folders.insert(id, folder.clone());
        Ok(folder)
    }
}

fn load(git: &git2::Repository, id: Oid, path: &str) -> Result<Folder, ReadError> {
    let broken = |source| ReadError::Git { path: if path.is_empty() { "/" } else { path }.to_owned(), source };
    let object = git.find_object(id, None).map_err(broken)?;
    let tree = object
        .into_tree()
        .map_err(|_| broken(git2::Error::new(ErrorCode::Invalid, git2::ErrorClass::Tree, "it is not a folder")))?;
    let mut folder = Folder::default();
    for (place, entry) in tree.iter().enumerate() {
        let name = entry.name_bytes().to_vec();
        folder.places.entry(name.clone()).or_insert(place);
        folder.entries.push(Raw { name, mode: entry.filemode_raw(), id: entry.id() });
    }
    Ok(folder)
}

impl Raw {
    fn kind(&self) -> Result<Kind, Reason> {
        match self.mode & KIND_BITS {
            FOLDER => Ok(Kind::Folder),
            FILE => Ok(Kind::File),
            LINK => Err(Reason::SymbolicLink),
            SUBMODULE => Err(Reason::Submodule),
            _ => Err(Reason::Special),
        }
    }

    /// Judges an entry that stands at a place of its folder.
    fn judged(&self, place: usize, folder: &Folder) -> Result<(&str, Kind), Reason> {
        let name = check_name(&self.name)?;
        match folder.places.get(&self.name) == Some(&place) {
            true => Ok((name, self.kind()?)),
            false => Err(Reason::Twice),
        }
    }
}

/// A listing under way.
struct Walk<'s> {
    store: &'s mut Store,
    entries: Vec<Entry>,
    refusals: Vec<Refusal>,
}

impl Walk<'_> {
    fn folder(&mut self, id: Oid, path: &str, depth: usize) -> Result<(), ReadError> {
        let folder = self.store.folder(id, path)?;
        for (place, entry) in folder.entries.iter().enumerate() {
            if depth >= DEEPEST || self.entries.len() + self.refusals.len() >= MOST_ENTRIES {
                return Err(ReadError::TooMany { path: path.to_owned() });
            }
            match entry.judged(place, &folder) {
                Ok((name, kind)) => self.keep(entry.id, join(path, name), kind, depth)?,
                Err(reason) => self.refusals.push(Refusal { path: join(path, &shown(&entry.name)), reason }),
            }
        }
        Ok(())
    }

    fn keep(&mut self, id: Oid, path: String, kind: Kind, depth: usize) -> Result<(), ReadError> {
        self.entries.push(Entry { path: path.clone(), kind, id: id.into() });
        match kind {
            Kind::File => Ok(()),
            Kind::Folder => self.folder(id, &path, depth + 1),
        }
    }
}
