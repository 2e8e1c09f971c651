//! A repository on this machine: opened, asked for commits, compared.
//!
//! Not a remote and not a watch; `write` has what changes it. Invariant: everything here only reads, and only in the
//! folder that was named: no search upwards, no variable of the environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid};

use crate::commit::Commit;
use crate::files::Files;
use crate::names::{Head, NameError, Reference, Revision};
use crate::path::shown;
use crate::tree::Tree;
use crate::work_tree::WorkTree;

/// How many present references an error names.
const OFFERED: usize = 5;

/// A work tree or bare repository that is open for reading.
///
/// May move between threads, not be shared by them; open another where two are needed, it is cheap.
pub struct Repository {
    pub(crate) git: git2::Repository,
    path: PathBuf,
}

/// Why a repository did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// There is nothing at the path.
    #[error("`{path}` does not exist: expected a Git repository there; `groundline init {path}` makes one")]
    Absent {
        /// The path as it was given.
        path: String,
    },
    /// There is something else at the path.
    #[error(
        "`{path}` is not a Git repository: expected a folder with `.git` in it, or a bare repository; \
         `groundline init {path}` makes one"
    )]
    NotARepository {
        /// The path as it was given.
        path: String,
    },
    /// The path is a folder inside a repository.
    #[error("`{path}` is a folder inside the repository `{root}`: give `{root}`")]
    Inside {
        /// The path as it was given.
        path: String,
        /// The repository that it is in.
        root: String,
    },
    /// Git does not trust a repository that someone else owns.
    #[error(
        "`{path}` belongs to another user: run `git config --global --add safe.directory {path}` if it is to be trusted"
    )]
    Owner {
        /// The path as it was given.
        path: String,
    },
    /// No commit has been made yet.
    #[error("`{path}` has no commits yet: commit the schema repo first")]
    Empty {
        /// The repository.
        path: String,
    },
    /// The name is not complete.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A short name, of which the repository knows the complete forms.
    #[error("`{name}` is a short name: write {}", either(.candidates))]
    Short {
        /// The name as it was given.
        name: String,
        /// The complete names that it could mean here.
        candidates: Vec<String>,
    },
    /// The reference is not there.
    #[error("`{reference}` is not in `{path}`: there is {}", either(.present))]
    MissingReference {
        /// The reference that was asked for.
        reference: String,
        /// The repository.
        path: String,
        /// Some that are there.
        present: Vec<String>,
    },
    /// The commit is not there.
    #[error("commit `{revision}` is not in `{path}`")]
    MissingCommit {
        /// The commit that was asked for.
        revision: Revision,
        /// The repository.
        path: String,
    },
    /// The name leads to something that is no commit.
    #[error("`{name}` is not a commit in `{path}`")]
    NotACommit {
        /// The name that was asked for.
        name: String,
        /// The repository.
        path: String,
    },
    /// The current branch is not where it was when a commit was prepared.
    #[error("the current branch of `{path}` moved meanwhile: try it again")]
    Moved {
        /// The repository.
        path: String,
    },
    /// A branch of that name is there.
    #[error("`{branch}` is in `{path}` already: name another branch")]
    BranchExists {
        /// The branch.
        branch: String,
        /// The repository.
        path: String,
    },
    /// A bare repository has no files on disk.
    #[error("`{path}` is a bare repository: it has no work tree")]
    Bare {
        /// The repository.
        path: String,
    },
    /// A commit would be the same as its parent.
    #[error("there is nothing to commit in `{path}`")]
    NothingToCommit {
        /// The repository.
        path: String,
    },
    /// Later changes touch the same lines.
    #[error("commit `{revision}` cannot be reverted: later commits changed the same places of {}", list(.paths))]
    Conflict {
        /// The commit that was to be reverted.
        revision: Revision,
        /// The files where the two meet.
        paths: Vec<String>,
    },
    /// Uncommitted work stands in the way.
    #[error("uncommitted changes in `{path}` stand in the way: commit or stash them first")]
    Uncommitted {
        /// The repository.
        path: String,
    },
    /// Git or the disk said no.
    #[error("cannot {doing} `{path}`")]
    Git {
        /// What was being done.
        doing: &'static str,
        /// The repository.
        path: String,
        /// What it said.
        source: git2::Error,
    },
}

impl Repository {
    /// Opens the work tree or bare repository at the path.
    pub fn open(path: &Path) -> Result<Self, RepositoryError> {
        match git2::Repository::open(path) {
            Ok(git) => Ok(Self { git, path: path.to_owned() }),
            Err(error) => Err(not_opened(path, error)),
        }
    }

    /// Returns the folder that was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the branch that the work tree is on and its commit; fails on a detached head or before the first commit.
    pub fn head(&self) -> Result<Head, RepositoryError> {
        self.not_empty()?;
        let head = self.git.head().map_err(|e| self.git_error("read the head of", e))?;
        let name = String::from_utf8_lossy(head.name_bytes()).into_owned();
        let commit = head.peel_to_commit().map_err(|_| self.not_a_commit(&name))?;
        Ok(Head { reference: name.parse()?, revision: commit.id().into() })
    }

    /// Finds the commit that a complete reference, `HEAD` or a full object id means.
    ///
    /// A short name is refused with the complete names that it could mean here.
    pub fn resolve(&self, name: &str) -> Result<Commit, RepositoryError> {
        self.not_empty()?;
        if let Ok(revision) = name.parse::<Revision>() {
            return self.commit_at(revision);
        }
        if name != "HEAD" {
            name.parse::<Reference>().map_err(|e| self.offer(name, e))?;
        }
        let found = self.git.find_reference(name).map_err(|e| match e.code() {
            ErrorCode::NotFound => self.missing(name),
            _ => self.git_error("read references of", e),
        })?;
        let commit = found.peel_to_commit().map_err(|_| self.not_a_commit(name))?;
        Ok(Commit::read(&commit))
    }

    /// Reads the facts of a commit.
    pub fn commit_at(&self, revision: Revision) -> Result<Commit, RepositoryError> {
        self.find(revision).map(|commit| Commit::read(&commit))
    }

    /// Says whether one commit is the other or has it among its ancestors.
    pub fn descends(&self, later: Revision, earlier: Revision) -> Result<bool, RepositoryError> {
        if later == earlier {
            return Ok(true);
        }
        match self.git.graph_descendant_of(later.oid(), earlier.oid()) {
            Ok(descends) => Ok(descends),
            Err(e) if e.code() == ErrorCode::NotFound => Ok(false),
            Err(e) => Err(self.git_error("compare commits in", e)),
        }
    }

    /// Finds the commit where two histories parted, if they have one in common.
    pub fn merge_base(&self, one: Revision, other: Revision) -> Result<Option<Revision>, RepositoryError> {
        match self.git.merge_base(one.oid(), other.oid()) {
            Ok(base) => Ok(Some(base.into())),
            Err(e) if e.code() == ErrorCode::NotFound => Ok(None),
            Err(e) => Err(self.git_error("compare commits in", e)),
        }
    }

    /// Lists the paths that differ between two commits, both names of a moved file; from nothing, every path.
    pub fn changed_paths(&self, from: Option<Revision>, to: Revision) -> Result<BTreeSet<String>, RepositoryError> {
        let failed = |e| self.git_error("compare commits in", e);
        let old = from.map(|r| self.find(r)?.tree().map_err(failed)).transpose()?;
        let new = self.find(to)?.tree().map_err(failed)?;
        let diff = self.git.diff_tree_to_tree(old.as_ref(), Some(&new), None).map_err(failed)?;
        let sides =
            diff.deltas().flat_map(|d| [d.old_file().path_bytes(), d.new_file().path_bytes()].map(|p| p.map(shown)));
        Ok(sides.flatten().collect())
    }

    /// Returns the files of a commit.
    pub fn files_at(&self, revision: Revision) -> Result<Files, RepositoryError> {
        let root = self.find(revision)?.tree_id();
        let own = git2::Repository::open(self.git.path()).map_err(|e| self.git_error("open", e))?;
        Ok(Files::Commit(Tree::new(own, revision, root)))
    }

    /// Returns the files of the work tree as they are on disk, uncommitted edits included.
    pub fn work_tree(&self) -> Result<Files, RepositoryError> {
        let root = self.git.workdir().ok_or_else(|| RepositoryError::Bare { path: self.shown() })?;
        Ok(Files::Folder(WorkTree::open(root)))
    }

    pub(crate) fn find(&self, revision: Revision) -> Result<git2::Commit<'_>, RepositoryError> {
        self.git.find_commit(revision.oid()).map_err(|e| match e.code() {
            ErrorCode::NotFound => RepositoryError::MissingCommit { revision, path: self.shown() },
            _ => self.git_error("read a commit of", e),
        })
    }

    pub(crate) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    pub(crate) fn git_error(&self, doing: &'static str, source: git2::Error) -> RepositoryError {
        RepositoryError::Git { doing, path: self.shown(), source }
    }

    fn not_a_commit(&self, name: &str) -> RepositoryError {
        RepositoryError::NotACommit { name: name.to_owned(), path: self.shown() }
    }

    fn not_empty(&self) -> Result<(), RepositoryError> {
        let mut references = self.git.references().map_err(|e| self.git_error("read references of", e))?;
        let detached = || self.git.head().is_ok();
        match references.next().is_some() || detached() {
            true => Ok(()),
            false => Err(RepositoryError::Empty { path: self.shown() }),
        }
    }

    /// Turns the complaint about a short name into one that knows what it could mean here.
    fn offer(&self, name: &str, complaint: NameError) -> RepositoryError {
        let spelled = ["heads", "tags", "remotes"].map(|kind| format!("refs/{kind}/{name}"));
        let there = |full: &String| self.git.find_reference(full).is_ok();
        let candidates: Vec<String> = spelled.into_iter().filter(there).collect();
        match (complaint, candidates.is_empty()) {
            (NameError::Short { name }, false) => RepositoryError::Short { name, candidates },
            (other, _) => RepositoryError::Name(other),
        }
    }

    fn missing(&self, name: &str) -> RepositoryError {
        let mut present = BTreeSet::new();
        for reference in self.git.references().into_iter().flatten().flatten() {
            present.insert(shown(reference.name_bytes()));
        }
        let present = present.into_iter().take(OFFERED).collect();
        RepositoryError::MissingReference { reference: name.to_owned(), path: self.shown(), present }
    }
}

fn not_opened(path: &Path, error: git2::Error) -> RepositoryError {
    let shown = path.display().to_string();
    match (error.code(), path.exists()) {
        (ErrorCode::Owner, _) => RepositoryError::Owner { path: shown },
        (ErrorCode::NotFound, false) => RepositoryError::Absent { path: shown },
        (ErrorCode::NotFound, true) => match enclosing(path) {
            Some(root) => RepositoryError::Inside { path: shown, root: root.display().to_string() },
            None => RepositoryError::NotARepository { path: shown },
        },
        _ => RepositoryError::Git { doing: "open", path: shown, source: error },
    }
}

fn enclosing(path: &Path) -> Option<PathBuf> {
    let found = git2::Repository::discover(path).ok()?;
    found.workdir().map(|root| root.components().collect())
}

fn list(paths: &[String]) -> String {
    paths.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", ")
}

/// Writes names as alternatives; `nothing` when there are none.
pub(crate) fn either(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or "),
    }
}

/// Reads the tip of a reference without judging its form, for a mirror's own bookkeeping.
pub(crate) fn tip(git: &git2::Repository, name: &str) -> Option<Oid> {
    git.find_reference(name).ok()?.target()
}
