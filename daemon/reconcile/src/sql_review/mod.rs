//! The texts that a review is about: files, folders, what changed in a schema repo, and what was there before.
//!
//! Not the review, which is on floor 0.
//!
//! Invariant: texts come in the order of their paths, so that a folder of migrations is replayed as it was written.

mod authors;
mod facts;
mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine::Source;
use repo::{Files, Kind, Repository, RepositoryError};
use review::{Authors, Ran};
use schema::Dialect;

pub(crate) use facts::tables;
pub use facts::{LiveFacts, live_facts};
pub use trace::{TraceError, traced};

use crate::checkout::{Checkout, CheckoutError};
use crate::desired::Target;
use crate::single::{FILE_LIMIT, SchemaSource, SourceError};

/// What a schema repo has to review.
#[derive(Debug)]
pub struct Changed {
    /// The dialect of its targets; `None` where they differ or there are none.
    pub dialect: Option<Dialect>,
    /// The SQL files that are new or different.
    pub files: Vec<Source>,
    /// Every path that is new, different or gone.
    pub paths: Vec<String>,
    /// The files of changelists that the base has: they ship already.
    pub ran: Vec<Ran>,
    /// Who changed the SQL files.
    pub authors: Authors,
    /// What the changed files are compared with.
    pub base: String,
}

/// Why there is nothing to review.
#[derive(Debug, thiserror::Error)]
pub enum ReviewSourceError {
    /// The schema repo cannot be read.
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
    /// Git has no answer.
    #[error(transparent)]
    Git(#[from] RepositoryError),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] repo::ReadError),
    /// A file is not text.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A live database is no text.
    #[error("a review reads SQL files, and this is a database URL; give it with `--url`")]
    Database,
}

/// The SQL files at a path: one file, or all of a folder.
///
/// # Errors
/// Nothing there, no SQL, or bytes that are not text.
pub fn sql_files(path: &str) -> Result<Vec<Source>, ReviewSourceError> {
    match SchemaSource::read(path, |_| None)? {
        SchemaSource::Files(files) => Ok(files),
        SchemaSource::Database(_) => Err(ReviewSourceError::Database),
    }
}

/// What changed in a schema repo since a commit; where none is named, since its branch left the tracked one.
///
/// # Errors
/// Not a schema repo, no such commit, or files that cannot be read.
pub fn changed(folder: &Path, base: Option<&str>) -> Result<Changed, ReviewSourceError> {
    let repository = Repository::open(folder)?;
    let base = match base {
        Some(name) => repository.resolve(name)?.revision,
        None => default_base(&repository)?,
    };
    let before = repository.files_at(base)?;
    let now = repository.work_tree()?;
    let paths = differing(&before, &now)?;
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| path.ends_with(".sql")) {
        if now.entry(path)?.is_some_and(|entry| entry.kind == Kind::File) {
            files.push(crate::single::text_source(path.clone(), now.read(path, FILE_LIMIT)?)?);
        }
    }
    // Desired schemas are edited in place; only what a changelist holds runs once.
    let ran = ran(&before, &files, |path| path.starts_with("changelists/"))?;
    let changed: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    let authors = authors::authors(&repository, base, &now, &changed)?;
    Ok(Changed { dialect: dialect_of(folder), files, paths, ran, authors, base: base.to_string() })
}

/// The files at some paths that a commit has already, of a repository whose top is the folder, and who changed them since.
///
/// # Errors
/// Not a Git repository, no such commit, or files that cannot be read.
pub fn shipped(folder: &Path, base: &str, paths: &[String]) -> Result<(Vec<Ran>, Authors), ReviewSourceError> {
    let repository = Repository::open(folder)?;
    let base = repository.resolve(base)?.revision;
    let before = repository.files_at(base)?;
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| *path != "-") {
        files.extend(sql_files(path)?);
    }
    let bare = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_owned();
    let folders: Vec<_> = paths.iter().map(|path| bare(path)).collect();
    let is_desired = before.entry("groundline.toml")?.is_some();
    let ran = ran(&before, &files, |path| {
        let is_named = folders.iter().any(|folder| {
            path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || folder == "."
        });
        is_named && !(is_desired && path.starts_with("schemas/"))
    })?;
    let now = repository.work_tree()?;
    let names: Vec<_> = files.iter().map(|file| file.path.trim_start_matches("./")).collect();
    let mut authors = authors::authors(&repository, base, &now, &names)?;
    // The review knows a file by the path that was named.
    let of_file = |file: &Source| {
        let of = authors.of_files.remove(file.path.trim_start_matches("./"))?;
        Some((file.path.clone(), of))
    };
    let of_files = files.iter().filter_map(of_file).collect();
    Ok((ran, Authors { of_files, ..Authors::default() }))
}

/// The files of a commit that are wanted; what they held only for those that are reviewed.
fn ran(before: &Files, files: &[Source], is_wanted: impl Fn(&str) -> bool) -> Result<Vec<Ran>, ReviewSourceError> {
    let mut found = Vec::new();
    for path in sql_paths(before)?.into_iter().filter(|path| is_wanted(path)) {
        let reviewed = files.iter().find(|file| file.path.trim_start_matches("./") == path);
        found.push(match reviewed {
            Some(file) => {
                let text = crate::single::text_source(path.clone(), before.read(&path, FILE_LIMIT)?)?;
                Ran::of(file.path.clone(), &text.text)
            }
            None => Ran::named(path),
        });
    }
    Ok(found)
}

/// The dialect of all targets of the schema repo in a folder, where they agree and it can be read.
pub fn dialect_of(folder: &Path) -> Option<Dialect> {
    let checkout = Checkout::of_folder(folder).ok()?;
    let mut dialects = checkout.state.targets.values().map(|target| target.kind.engine);
    let first = dialects.next()?;
    dialects.all(|other| other == first).then_some(first)
}

fn default_base(repository: &Repository) -> Result<repo::Revision, ReviewSourceError> {
    let head = repository.head()?.revision;
    for name in ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master"] {
        if let Ok(tracked) = repository.resolve(name)
            && let Some(shared) = repository.merge_base(head, tracked.revision)?
        {
            return Ok(shared);
        }
    }
    Ok(head)
}

/// The paths of files that one of the two has alone, or that differ.
fn differing(before: &Files, now: &Files) -> Result<Vec<String>, repo::ReadError> {
    let ids = |files: &Files| -> Result<BTreeMap<_, _>, repo::ReadError> {
        let entries = files.list("")?.into_iter().filter(|entry| entry.kind == Kind::File);
        Ok(entries.map(|entry| (entry.path, entry.id)).collect())
    };
    let (before, now) = (ids(before)?, ids(now)?);
    let paths: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    Ok(paths.into_iter().filter(|path| before.get(*path) != now.get(*path)).cloned().collect())
}

/// What a file of desired SQL in a schema repo is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Destination {
    /// The engine of its targets.
    pub dialect: Dialect,
    /// The environments of its targets.
    pub environments: BTreeSet<String>,
}

/// The engines and environments of the schemas of a schema repo by their names, where it can be read.
pub fn destinations(folder: &Path) -> BTreeMap<String, Destination> {
    let mut found = BTreeMap::new();
    let Ok(Checkout { state, .. }) = Checkout::of_folder(folder) else { return found };
    let kinds = state.targets.values().map(|target| &target.kind);
    for kind in kinds.chain(state.queried_sets.iter().map(|set| &set.kind)) {
        let fresh = || Destination { dialect: kind.engine, environments: BTreeSet::new() };
        let destination = found.entry(kind.schema.to_string()).or_insert_with(fresh);
        destination.environments.insert(kind.environment.to_string());
    }
    found
}

/// The schema that a path of a schema repo belongs to.
pub fn schema_of_path(path: &str) -> Option<&str> {
    path.trim_start_matches("./").strip_prefix("schemas/")?.split_once('/').map(|(schema, _)| schema)
}

/// Whether a change of these paths is one of a target: of its desired SQL, or of where it is written.
pub fn touches(paths: &[String], target: &Target) -> bool {
    let is_own =
        |path: &String| *path == target.origin.file || schema_of_path(path) == Some(target.kind.schema.as_str());
    paths.iter().any(is_own)
}

fn sql_paths(files: &Files) -> Result<Vec<String>, ReviewSourceError> {
    let entries = files.list("")?;
    let is_sql = |entry: &repo::Entry| entry.kind == Kind::File && entry.path.ends_with(".sql");
    let mut paths: Vec<_> = entries.into_iter().filter(is_sql).map(|entry| entry.path).collect();
    paths.sort();
    Ok(paths)
}
