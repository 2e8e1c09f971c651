//! The texts that a review is about: files, folders, what changed in a schema repo, and what was there before.
//!
//! Not the review, which is on floor 0.
//!
//! Invariant: texts come in the order of their paths, so that a folder of migrations is replayed as it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine::{Live, Source};
use repo::{Files, Kind, Repository, RepositoryError};
use schema::Dialect;

use crate::checkout::{Checkout, CheckoutError};
use crate::desired::Target;
use crate::plan_review::rows;
use crate::rollout::Site;
use crate::single::{FILE_LIMIT, SchemaSource, SourceError, described};

/// What a schema repo has to review.
#[derive(Debug)]
pub struct Changed {
    /// The dialect of its targets; `None` where they differ or there are none.
    pub dialect: Option<Dialect>,
    /// The SQL files that are new or different.
    pub files: Vec<Source>,
    /// Every path that is new, different or gone.
    pub paths: Vec<String>,
    /// Its review policy, where it has one.
    pub policy: Option<String>,
    /// What the changed files are compared with.
    pub base: String,
}

/// What a live database tells a review.
#[derive(Clone, Debug, Default)]
pub struct LiveFacts {
    /// Its schema as SQL.
    pub schema: Vec<String>,
    /// Whether the schema has all that is in it.
    pub is_whole: bool,
    /// About how many rows its tables have, by the keys of their names.
    pub rows: BTreeMap<String, u64>,
}

/// Asks a live database for its schema and the sizes of its tables. Nothing is changed.
///
/// # Errors
/// Unreachable, or not to be read.
pub async fn live_facts(site: &Site) -> Result<LiveFacts, engine::Error> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let dialect = live.dialect();
    let database = live.inspect(&site.scope).await?;
    let sizes = live.sizes().await?;
    live.close().await?;
    Ok(LiveFacts {
        schema: described(&database).into_iter().map(|file| file.text).collect(),
        is_whole: database.unsupported.is_empty(),
        rows: rows(dialect, &sizes),
    })
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
    let policy = match now.entry("policies/review.toml")? {
        Some(_) => {
            let text = now.read("policies/review.toml", FILE_LIMIT)?;
            Some(crate::single::text_source("policies/review.toml".to_owned(), text)?.text.to_string())
        }
        None => None,
    };
    Ok(Changed { dialect: dialect_of(folder), files, paths, policy, base: base.to_string() })
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
