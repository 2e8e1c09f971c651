//! A commit in the making: the files that it would have, before anything points to it.
//!
//! Not a work tree. Invariant: a draft changes no reference, no index and no file on disk; `commit_draft` does, and stops before it would
//! overwrite an edit.

use std::collections::BTreeSet;
use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, Oid};

use crate::commit::Commit;
use crate::files::Files;
use crate::names::{Reference, Revision};
use crate::path::shown;
use crate::repository::{Repository, RepositoryError};
use crate::tree::Tree;
use crate::write::conflicting;

/// The mode of a file that is a program.
const PROGRAM: i32 = 0o100_755;

/// The files of a commit that is not made yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    tree: Oid,
    onto: Revision,
}

impl Repository {
    /// The files of a commit as they are, to be changed.
    ///
    /// # Errors
    /// There is no such commit.
    pub fn draft(&self, onto: Revision) -> Result<Draft, RepositoryError> {
        Ok(Draft { tree: self.find(onto)?.tree_id(), onto })
    }

    /// The files of a commit with the change between two commits before it taken back, at those paths that are meant.
    ///
    /// # Errors
    /// Later commits changed the same places; the objects cannot be read or written.
    pub fn take_back(
        &self,
        (from, to): (Revision, Revision),
        onto: Revision,
        is_meant: impl Fn(&str) -> bool,
    ) -> Result<Draft, RepositoryError> {
        let paths: Vec<String> =
            self.changed_paths(Some(from), to)?.into_iter().filter(|path| is_meant(path)).collect();
        let failed = |error| self.git_error("take a change back in", error);
        let tree = |revision| self.find(revision)?.tree().map_err(failed);
        let (before, changed, now) = (tree(from)?, tree(to)?, tree(onto)?);
        let wanted = self.with_entries_of(&changed, &before, &paths).map_err(failed)?;
        let wanted = self.git.find_tree(wanted).map_err(failed)?;
        let mut merged = self.git.merge_trees(&changed, &now, &wanted, None).map_err(failed)?;
        if merged.has_conflicts() {
            return Err(RepositoryError::Conflict { revision: to, paths: conflicting(&merged) });
        }
        let tree = merged.write_tree_to(&self.git).map_err(failed)?;
        Ok(Draft { tree, onto })
    }

    /// A draft with files of a commit as they are there, a folder at a time.
    ///
    /// # Errors
    /// The objects cannot be read or written.
    pub fn with_folders_of(&self, draft: Draft, from: Revision, folders: &[String]) -> Result<Draft, RepositoryError> {
        let failed = |error| self.git_error("bring files back in", error);
        let base = self.git.find_tree(draft.tree).map_err(failed)?;
        let there = self.find(from)?.tree().map_err(failed)?;
        let mut builder = TreeUpdateBuilder::new();
        for folder in folders {
            if let Ok(entry) = there.get_path(Path::new(folder)) {
                builder.upsert(folder.as_str(), entry.id(), FileMode::Tree);
            }
        }
        let tree = builder.create_updated(&self.git, &base).map_err(failed)?;
        Ok(Draft { tree, ..draft })
    }

    /// A draft with one more file.
    ///
    /// # Errors
    /// The objects cannot be written.
    pub fn with_file(&self, draft: Draft, path: &str, content: &[u8]) -> Result<Draft, RepositoryError> {
        let failed = |error| self.git_error("write a file to", error);
        let base = self.git.find_tree(draft.tree).map_err(failed)?;
        let blob = self.git.blob(content).map_err(failed)?;
        let mut builder = TreeUpdateBuilder::new();
        let tree = builder.upsert(path, blob, FileMode::Blob).create_updated(&self.git, &base).map_err(failed)?;
        Ok(Draft { tree, ..draft })
    }

    /// The files of a draft.
    ///
    /// # Errors
    /// The repository cannot be opened once more.
    pub fn files_of(&self, draft: Draft) -> Result<Files, RepositoryError> {
        let own = git2::Repository::open(self.git.path()).map_err(|error| self.git_error("open", error))?;
        Ok(Files::Commit(Tree::new(own, draft.onto, draft.tree)))
    }

    /// The paths that a draft would change.
    ///
    /// # Errors
    /// The objects cannot be read.
    pub fn changed_by(&self, draft: Draft) -> Result<BTreeSet<String>, RepositoryError> {
        let failed = |error| self.git_error("compare commits in", error);
        let old = self.find(draft.onto)?.tree().map_err(failed)?;
        let new = self.git.find_tree(draft.tree).map_err(failed)?;
        let diff = self.git.diff_tree_to_tree(Some(&old), Some(&new), None).map_err(failed)?;
        let sides =
            diff.deltas().flat_map(|d| [d.old_file().path_bytes(), d.new_file().path_bytes()].map(|p| p.map(shown)));
        Ok(sides.flatten().collect())
    }

    /// Commits a draft: to the current branch, and then the work tree is brought along; or to a new branch, and nothing else changes.
    ///
    /// # Errors
    /// Nothing would change, the branch is there already, the current branch moved since, or an edit that is not committed is in the way.
    pub fn commit_draft(
        &self,
        draft: Draft,
        branch: Option<&Reference>,
        message: &str,
    ) -> Result<Commit, RepositoryError> {
        let failed = |error| self.git_error("commit to", error);
        if self.changed_by(draft)?.is_empty() {
            return Err(RepositoryError::NothingToCommit { path: self.shown() });
        }
        let Some(branch) = branch else {
            if self.head()?.revision != draft.onto {
                return Err(RepositoryError::Moved { path: self.shown() });
            }
            self.bring_along(draft.tree)?;
            return self.record(draft.tree, message, None);
        };
        if self.git.find_reference(branch.as_str()).is_ok() {
            return Err(RepositoryError::BranchExists { branch: branch.to_string(), path: self.shown() });
        }
        let (tree, parent) = (self.git.find_tree(draft.tree).map_err(failed)?, self.find(draft.onto)?);
        let who = self.identity().map_err(failed)?;
        let id = self.git.commit(Some(branch.as_str()), &who, &who, message, &tree, &[&parent]).map_err(failed)?;
        self.commit_at(id.into())
    }

    /// The commit whose id begins with these hexadecimal digits.
    ///
    /// # Errors
    /// None does, or several do.
    pub fn commit_beginning(&self, digits: &str) -> Result<Commit, RepositoryError> {
        let is_id = digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let missing = || RepositoryError::NotACommit { name: digits.to_owned(), path: self.shown() };
        if !is_id {
            return Err(missing());
        }
        match self.git.find_commit_by_prefix(digits) {
            Ok(commit) => Ok(Commit::read(&commit)),
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => Err(missing()),
            Err(error) => Err(self.git_error("find a commit in", error)),
        }
    }

    /// A tree with some paths as another tree has them, those that it does not have left out.
    fn with_entries_of(
        &self,
        base: &git2::Tree<'_>,
        other: &git2::Tree<'_>,
        paths: &[String],
    ) -> Result<Oid, git2::Error> {
        let mut builder = TreeUpdateBuilder::new();
        for path in paths {
            match other.get_path(Path::new(path)) {
                Ok(entry) => {
                    let is_program = entry.filemode() == PROGRAM;
                    let mode = if is_program { FileMode::BlobExecutable } else { FileMode::Blob };
                    builder.upsert(path.as_str(), entry.id(), mode);
                }
                Err(_) if base.get_path(Path::new(path)).is_ok() => {
                    builder.remove(path.as_str());
                }
                Err(_) => {}
            }
        }
        builder.create_updated(&self.git, base)
    }
}
