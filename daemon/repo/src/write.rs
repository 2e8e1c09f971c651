//! The few ways in which we write to a repository: make one, commit, revert, branch.
//!
//! Not part of the daemon's loop, which only reads. Invariant: what the user has not committed is never lost: a commit of
//! named paths takes nothing else with it, and a revert stops before it would overwrite an edit.

use std::path::Path;

use git2::build::CheckoutBuilder;
use git2::{ErrorCode, Index, IndexAddOption, IndexEntry, IndexTime, Oid, RepositoryInitOptions, Signature};

use crate::commit::{Commit, Person};
use crate::names::{Reference, Revision};
use crate::path::shown;
use crate::repository::{Repository, RepositoryError};

/// Who commits where Git knows nobody.
const FALLBACK: (&str, &str) = ("Groundline", "groundline@localhost");

/// Which changes of the work tree go into a commit.
#[derive(Clone, Copy, Debug)]
pub enum Include<'a> {
    /// Everything that changed and is not ignored.
    All,
    /// These paths only, whether they were added, changed or removed.
    Paths(&'a [&'a str]),
}

impl Repository {
    /// Makes a repository with a work tree on branch `main`; one that is already there is opened and left as it is.
    pub fn init(path: &Path) -> Result<Self, RepositoryError> {
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").mkpath(true).external_template(false);
        match git2::Repository::init_opts(path, &options) {
            Ok(_) => Self::open(path),
            Err(source) => {
                Err(RepositoryError::Git { doing: "make a repository in", path: path.display().to_string(), source })
            }
        }
    }

    /// Commits changes of the work tree to the current branch.
    ///
    /// The author is whom Git's configuration names unless given; where it names nobody, it is Groundline.
    pub fn commit(
        &self,
        include: Include<'_>,
        message: &str,
        author: Option<&Person>,
    ) -> Result<Commit, RepositoryError> {
        let tree = match include {
            Include::All => self.stage_all(),
            Include::Paths(paths) => self.stage(paths),
        };
        let tree = tree.map_err(|e| self.git_error("stage changes in", e))?;
        self.record(tree, message, author)
    }

    /// Commits the opposite of a commit to the current branch and brings the work tree along; a merge is undone as seen
    /// from its first parent.
    pub fn revert(&self, revision: Revision, author: Option<&Person>) -> Result<Commit, RepositoryError> {
        let undone = self.find(revision)?;
        let head =
            self.git.head().and_then(|h| h.peel_to_commit()).map_err(|e| self.git_error("read the head of", e))?;
        let mainline = u32::from(undone.parent_count() > 1);
        let mut index = self
            .git
            .revert_commit(&undone, &head, mainline, None)
            .map_err(|e| self.git_error("revert a commit in", e))?;
        if index.has_conflicts() {
            return Err(RepositoryError::Conflict { revision, paths: conflicting(&index) });
        }
        let tree = index.write_tree_to(&self.git).map_err(|e| self.git_error("revert a commit in", e))?;
        self.bring_along(tree)?;
        let summary = Commit::read(&undone).summary;
        let message = format!("Revert \"{summary}\"\n\nThis reverts commit {revision}.\n");
        self.record(tree, &message, author)
    }

    /// Makes a branch at a commit; one of that name must not be there.
    pub fn create_branch(&self, branch: &Reference, at: Revision) -> Result<(), RepositoryError> {
        self.find(at)?;
        match self.git.reference(branch.as_str(), at.oid(), false, "branch: created by groundline") {
            Ok(_) => Ok(()),
            Err(source) => Err(self.git_error("make a branch in", source)),
        }
    }

    fn stage_all(&self) -> Result<Oid, git2::Error> {
        let mut index = self.git.index()?;
        index.add_all(["*"], IndexAddOption::DEFAULT, None)?;
        index.update_all(["*"], None)?;
        index.write()?;
        index.write_tree()
    }

    /// Builds the head's tree with only these paths changed, and keeps the user's index in step for them.
    fn stage(&self, paths: &[&str]) -> Result<Oid, git2::Error> {
        let mut ours = Index::new()?;
        if let Ok(head) = self.git.head() {
            ours.read_tree(&head.peel_to_tree()?)?;
        }
        let mut theirs = self.git.index()?;
        for path in paths.iter().map(Path::new) {
            match self.on_disk(path) {
                true => {
                    theirs.add_path(path)?;
                    let staged =
                        theirs.get_path(path, 0).ok_or_else(|| git2::Error::from_str("a path was not staged"))?;
                    ours.add(&plain(staged))?;
                }
                false => {
                    theirs.remove_path(path)?;
                    ours.remove_path(path)?;
                }
            }
        }
        theirs.write()?;
        ours.write_tree_to(&self.git)
    }

    fn on_disk(&self, path: &Path) -> bool {
        self.git.workdir().is_some_and(|root| root.join(path).symlink_metadata().is_ok())
    }

    /// Makes work tree and index those of a tree; stops before overwriting an edit.
    pub(crate) fn bring_along(&self, tree: Oid) -> Result<(), RepositoryError> {
        if self.git.is_bare() {
            return Ok(());
        }
        let failed = |e: git2::Error| match e.code() {
            ErrorCode::Conflict => RepositoryError::Uncommitted { path: self.shown() },
            _ => self.git_error("bring the work tree along in", e),
        };
        let tree = self.git.find_object(tree, None).map_err(failed)?;
        self.git.checkout_tree(&tree, Some(CheckoutBuilder::new().safe())).map_err(failed)
    }

    pub(crate) fn record(&self, tree: Oid, message: &str, author: Option<&Person>) -> Result<Commit, RepositoryError> {
        let failed = |e| self.git_error("commit to", e);
        let tree = self.git.find_tree(tree).map_err(failed)?;
        let parent = match self.git.head() {
            Ok(head) => Some(head.peel_to_commit().map_err(failed)?),
            Err(e) if matches!(e.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => None,
            Err(e) => return Err(failed(e)),
        };
        let before = parent.as_ref().map(git2::Commit::tree_id);
        if before == Some(tree.id()) || (before.is_none() && tree.is_empty()) {
            return Err(RepositoryError::NothingToCommit { path: self.shown() });
        }
        let committer = self.identity().map_err(failed)?;
        let author = match author {
            Some(person) => Signature::now(&person.name, &person.email).map_err(failed)?,
            None => committer.clone(),
        };
        let parents: Vec<_> = parent.iter().collect();
        let id = self.git.commit(Some("HEAD"), &author, &committer, message, &tree, &parents).map_err(failed)?;
        self.commit_at(id.into())
    }

    pub(crate) fn identity(&self) -> Result<Signature<'static>, git2::Error> {
        self.git.signature().or_else(|_| Signature::now(FALLBACK.0, FALLBACK.1))
    }
}

/// An index entry as a tree knows it: content and mode, nothing of the disk.
fn plain(entry: IndexEntry) -> IndexEntry {
    let never = IndexTime::new(0, 0);
    IndexEntry { ctime: never, mtime: never, dev: 0, ino: 0, uid: 0, gid: 0, flags: 0, flags_extended: 0, ..entry }
}

pub(crate) fn conflicting(index: &Index) -> Vec<String> {
    let mut paths = std::collections::BTreeSet::new();
    for conflict in index.conflicts().into_iter().flatten().flatten() {
        let sides = [conflict.ancestor, conflict.our, conflict.their];
        paths.extend(sides.into_iter().flatten().map(|side| shown(&side.path)));
    }
    paths.into_iter().collect()
}
