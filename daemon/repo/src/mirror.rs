//! A remote's objects, kept in a bare repository of ours.
//!
//! Not the judge of what is followed. Invariant: objects enter only whole: a pack is indexed in a folder of its own, every
//! object named by the hash of its content, and the history and all files of the new commit are found to be there, before
//! the first one is seen by a reader; a marker is set last, so that a crash in between only means fetching again.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use git2::{Indexer, ObjectType, Odb, Oid, Repository as Git, RepositoryInitOptions, Sort};

use crate::location::Remote;
use crate::names::{Reference, Revision};
use crate::repository::tip;
use crate::source_error::SourceError;

/// The newest commit whose history is complete here, accepted or not.
const FETCHED: &str = "refs/groundline/fetched";
/// The last accepted commit.
const ACCEPTED: &str = "refs/groundline/accepted";
/// The most objects that are kept as single files; more stay a pack. Keeps the number of packs small over the years.
const SINGLE: usize = 100;
/// How many commits are offered to a remote as what we have.
const HAVES: usize = 64;
const INCOMING: &str = "incoming-";

/// A mirror of one reference of one remote.
#[derive(Clone, Debug)]
pub(crate) struct Mirror {
    pub(crate) path: PathBuf,
}

/// Takes the bytes of a pack as they come.
pub(crate) type Pour<'p> = dyn FnMut(&[u8]) -> Result<(), SourceError> + 'p;

impl Mirror {
    /// Opens or makes the mirror in the folder of mirrors.
    pub(crate) fn open(cache: &Path, remote: &Remote, reference: &Reference) -> Result<Self, SourceError> {
        let key = format!("{remote} {reference}");
        let hash = Oid::hash_object(ObjectType::Blob, key.as_bytes()).map_err(|e| SourceError::mirror(cache, e))?;
        let host = if remote.host.is_empty() { "local" } else { &remote.host };
        let host: String = host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
        let digits: String = hash.to_string().chars().take(16).collect();
        let mirror = Self { path: cache.join(format!("{host}-{digits}.git")) };
        private_folder(&mirror.path).map_err(|e| SourceError::mirror(&mirror.path, e))?;
        mirror.make().map_err(|e| SourceError::mirror(&mirror.path, e))?;
        Ok(mirror)
    }

    fn make(&self) -> Result<(), git2::Error> {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).mkpath(true).external_template(false);
        let git = Git::init_opts(&self.path, &options)?;
        git.config()?.set_bool("core.fsyncObjectFiles", true)
    }

    /// Says whether a commit or tag and all it needs is here.
    pub(crate) fn has(&self, wanted: Oid) -> Result<bool, SourceError> {
        let git = self.git()?;
        let known = |marker| {
            tip(&git, marker)
                .is_some_and(|have| have == wanted || git.graph_descendant_of(have, wanted).unwrap_or(false))
        };
        Ok(git.odb().is_ok_and(|odb| odb.exists(wanted)) && [FETCHED, ACCEPTED].into_iter().any(known))
    }

    /// Lists commits that are here with all their history, newest first.
    pub(crate) fn haves(&self) -> Result<Vec<Oid>, SourceError> {
        self.walk().map_err(|e| SourceError::mirror(&self.path, e))
    }

    fn walk(&self) -> Result<Vec<Oid>, git2::Error> {
        let git = Git::open(&self.path)?;
        let mut walk = git.revwalk()?;
        walk.set_sorting(Sort::TIME)?;
        for marker in [FETCHED, ACCEPTED] {
            if let Ok(commit) = git.find_reference(marker).and_then(|r| r.peel_to_commit()) {
                walk.push(commit.id())?;
            }
        }
        walk.take(HAVES).collect()
    }

    /// Takes in a pack that brings the wanted object and what it needs.
    pub(crate) fn install(
        &self,
        wanted: Oid,
        feed: impl FnOnce(&mut Pour<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let failed = |e: &dyn ToString| SourceError::mirror(&self.path, e.to_string());
        let _turn = self.take_turn().map_err(|e| failed(&e))?;
        let quarantine = tempfile::Builder::new().prefix(INCOMING).tempdir_in(&self.path).map_err(|e| failed(&e))?;
        let packs = quarantine.path().join("pack");
        fs::create_dir(&packs).map_err(|e| failed(&e))?;
        let git = self.git()?;
        let odb = git.odb().map_err(|e| failed(&e))?;
        let mut indexer = Indexer::new(Some(&odb), &packs, 0, false).map_err(|e| failed(&e))?;
        feed(&mut |bytes| indexer.write_all(bytes).map_err(|e| failed(&e)))?;
        indexer.commit().map_err(|e| failed(&e))?;
        let objects = git.path().join("objects");
        let incomplete = |e| failed(&format!("the remote did not send all that was asked for: {e}"));
        complete(&[&objects, quarantine.path()], wanted, &self.haves()?).map_err(|e| incomplete(e.to_string()))?;
        admit(&odb, quarantine.path(), &objects.join("pack")).map_err(|e| failed(&e))?;
        self.mark(FETCHED, wanted)
    }

    /// Notes the commit that is in force.
    pub(crate) fn accept(&self, reference: &Reference, revision: Revision) -> Result<(), SourceError> {
        self.mark(ACCEPTED, revision.oid())?;
        self.mark(reference.as_str(), revision.oid())
    }

    fn mark(&self, marker: &str, at: Oid) -> Result<(), SourceError> {
        let marked = self.git()?.reference(marker, at, true, "groundline: fetched").map(drop);
        marked.map_err(|e| SourceError::mirror(&self.path, e))
    }

    fn git(&self) -> Result<Git, SourceError> {
        Git::open(&self.path).map_err(|e| SourceError::mirror(&self.path, e))
    }

    /// Keeps other processes from taking in a pack meanwhile, and clears what a killed one left.
    fn take_turn(&self) -> std::io::Result<File> {
        let turn = File::create(self.path.join("groundline.lock"))?;
        turn.lock()?;
        for left in fs::read_dir(&self.path)? {
            let left = left?;
            if left.file_name().as_encoded_bytes().starts_with(INCOMING.as_bytes()) {
                fs::remove_dir_all(left.path())?;
            }
        }
        Ok(turn)
    }
}

/// Makes a folder that only we read, because the remote may be private; one that is there is left as it is.
fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(path)
}

/// Checks that the history of an object reaches what we have, and that every file of its commit is there.
///
/// Older commits of a first fetch are checked as history only: their files are never read without being looked for.
fn complete(places: &[&Path], wanted: Oid, haves: &[Oid]) -> Result<(), Box<dyn std::error::Error>> {
    let odb = Odb::new()?;
    for place in places {
        odb.add_disk_alternate(place.to_str().ok_or("its path is not UTF-8")?)?;
    }
    let git = Git::from_odb(odb)?;
    let commit = git.find_object(wanted, None)?.peel_to_commit()?;
    let mut walk = git.revwalk()?;
    walk.push(commit.id())?;
    haves.iter().try_for_each(|have| walk.hide(*have))?;
    walk.try_for_each(|step| step.map(drop))?;
    let odb = git.odb()?;
    let (mut seen, mut left) = (HashSet::new(), vec![commit.tree_id()]);
    while let Some(folder) = left.pop() {
        if seen.insert(folder) {
            for entry in &git.find_tree(folder)? {
                match entry.kind() {
                    Some(ObjectType::Tree) => left.push(entry.id()),
                    Some(ObjectType::Commit) => {}
                    _ if odb.exists(entry.id()) => {}
                    _ => return Err(format!("object {} is missing", entry.id()).into()),
                }
            }
        }
    }
    Ok(())
}

/// Moves checked objects to where readers find them: few as single files, many as the pack that they are.
fn admit(odb: &Odb<'_>, quarantine: &Path, packs: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let incoming = Odb::new()?;
    incoming.add_disk_alternate(quarantine.to_str().ok_or("its path is not UTF-8")?)?;
    let mut ids = Vec::new();
    incoming
        .foreach(|id| {
            ids.push(*id);
            ids.len() <= SINGLE
        })
        .or_else(|e| if ids.len() > SINGLE { Ok(()) } else { Err(e) })?;
    if ids.len() > SINGLE {
        return Ok(keep_pack(&quarantine.join("pack"), packs)?);
    }
    for id in ids {
        let object = incoming.read(id)?;
        odb.write(object.kind(), object.data())?;
    }
    Ok(())
}

/// Moves a pack and then its index, because a reader looks for the index.
fn keep_pack(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for ending in ["pack", "idx"] {
        for found in fs::read_dir(from)? {
            let found = found?;
            if found.path().extension().is_some_and(|e| e == ending) {
                File::open(found.path())?.sync_all()?;
                fs::rename(found.path(), to.join(found.file_name()))?;
            }
        }
    }
    Ok(())
}
