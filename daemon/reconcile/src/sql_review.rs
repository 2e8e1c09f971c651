//! The texts that a review is about: files, folders, what changed in a schema repo, and what was there before.
//!
//! Not the review, which is on floor 0.
//!
//! Invariant: texts come in the order of their paths, so that a folder of migrations is replayed as it was written.

use std::collections::BTreeMap;
use std::path::Path;

use engine::{Live, Source};
use repo::{Files, Kind, Repository, RepositoryError};
use review::read::form::Name;
use schema::Dialect;

use crate::checkout::{Checkout, CheckoutError};
use crate::rollout::Site;
use crate::single::{FILE_LIMIT, SchemaSource, SourceError, described};

/// What a schema repo has to review.
#[derive(Debug)]
pub struct Changed {
    /// The dialect of its targets; `None` where they differ or there are none.
    pub dialect: Option<Dialect>,
    /// The SQL files that are new or different.
    pub files: Vec<Source>,
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
    /// About how many bytes they have, likewise.
    pub bytes: BTreeMap<String, u64>,
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
    let key = |id: &schema::ObjectId| {
        // MySQL is reviewed one database at a time, whose name the files do not say.
        let schema = id.schema.clone().filter(|_| dialect != Dialect::MySql);
        Name { schema, name: id.name.clone(), span: 0..0 }.key(dialect)
    };
    Ok(LiveFacts {
        schema: described(&database).into_iter().map(|file| file.text).collect(),
        is_whole: database.unsupported.is_empty(),
        rows: sizes.iter().map(|(id, size)| (key(id), size.rows)).collect(),
        bytes: sizes.iter().map(|(id, size)| (key(id), size.bytes)).collect(),
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
    let mut files = Vec::new();
    for path in sql_paths(&now)? {
        let is_same = before.entry(&path)?.map(|entry| entry.id) == now.entry(&path)?.map(|entry| entry.id);
        if !is_same {
            files.push(crate::single::text_source(path.clone(), now.read(&path, FILE_LIMIT)?)?);
        }
    }
    Ok(Changed { dialect: dialect_of(folder), files, base: base.to_string() })
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

fn sql_paths(files: &Files) -> Result<Vec<String>, ReviewSourceError> {
    let entries = files.list("")?;
    let is_sql = |entry: &repo::Entry| entry.kind == Kind::File && entry.path.ends_with(".sql");
    let mut paths: Vec<_> = entries.into_iter().filter(is_sql).map(|entry| entry.path).collect();
    paths.sort();
    Ok(paths)
}
