//! The settings of SQL review as they lie in files: the policy with what it extends, the baseline, and whose engine a file is for.
//!
//! Not their meaning, which is on floor 0.
//!
//! Invariant: a schema repo's policy is read from the repo alone; no link and no path leads out of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use repo::{Files, ReadError, WorkTree};
use review::{Baseline, BaselineError, Policy, PolicyError, PolicyFaults};
use schema::Dialect;

use crate::chain::chain;
use crate::checkout::Checkout;
use crate::single::{SourceError, text_source};

/// Where a schema repo has its review policy.
pub const POLICY: &str = "policies/review.toml";
/// Where a schema repo has its old findings.
pub const BASELINE: &str = "policies/review-baseline.toml";
/// The most bytes of such a file.
const LIMIT: u64 = 8 << 20;

/// Why the settings of a review cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReviewSettingsError {
    /// The policy is wrong.
    #[error(transparent)]
    Policy(#[from] PolicyFaults),
    /// There is no such pack.
    #[error(transparent)]
    Pack(#[from] PolicyError),
    /// The baseline is wrong.
    #[error("`{path}`")]
    Baseline {
        /// Its path.
        path: String,
        /// What is wrong.
        source: BaselineError,
    },
    /// A file cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
}

/// The review policy of the schema repo in a folder, where it has one.
///
/// # Errors
/// Everything that is wrong with it, or a file that cannot be read.
pub fn repo_policy(folder: &Path) -> Result<Option<Policy>, ReviewSettingsError> {
    let files = Files::Folder(WorkTree::open(folder));
    let Some(text) = text_in(&files, POLICY).map_err(|reason| unreadable(POLICY, reason))? else { return Ok(None) };
    let find = |path: &str| text_in(&files, path)?.ok_or_else(|| "there is no such file".to_owned());
    Ok(Some(Policy::read(POLICY, &text, &find)?))
}

/// The review policy that somebody names: a file, where the name has a folder or ends in `.toml`, else a shipped pack. A file without a
/// full path is looked for in the folder.
///
/// # Errors
/// Everything that is wrong with it, a file that cannot be read, or no such pack.
pub fn named_policy(name: &str, folder: &Path) -> Result<Policy, ReviewSettingsError> {
    let is_file = name.ends_with(".toml") || name.contains(['/', '\\']);
    if is_file { file_policy(&folder.join(name).to_string_lossy()) } else { Ok(Policy::pack(name)?) }
}

/// The review policy of a file; what it extends is beside it.
///
/// # Errors
/// Everything that is wrong with it, or a file that cannot be read.
pub fn file_policy(path: &str) -> Result<Policy, ReviewSettingsError> {
    let read = |path: &str| fs::read_to_string(path).map_err(|error| error.to_string());
    let text = read(path).map_err(|reason| unreadable(path, reason))?;
    Ok(Policy::read(path, text.strip_prefix('\u{feff}').unwrap_or(&text), &read)?)
}

/// The baseline of a file, where it is there.
///
/// # Errors
/// It cannot be read, or is no baseline.
pub fn baseline(path: &Path) -> Result<Option<Baseline>, ReviewSettingsError> {
    let shown = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => {
            Baseline::parse(&text).map(Some).map_err(|source| ReviewSettingsError::Baseline { path: shown, source })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&shown, error.to_string())),
    }
}

fn unreadable(path: &str, reason: String) -> ReviewSettingsError {
    ReviewSettingsError::Unreadable { path: path.to_owned(), reason }
}

fn text_in(files: &Files, path: &str) -> Result<Option<String>, String> {
    let bytes = match files.read(path, LIMIT) {
        Ok(bytes) => bytes,
        Err(ReadError::Absent { .. }) => return Ok(None),
        Err(error) => return Err(chain(&error)),
    };
    let source: Result<_, SourceError> = text_source(path.to_owned(), bytes);
    source.map(|source| Some(source.text.to_string())).map_err(|error| error.to_string())
}

/// What a schema repo says about the review of its files.
#[derive(Debug)]
pub struct ReviewRepo {
    /// Its folder.
    pub root: PathBuf,
    /// Its policy; none where it has no file of its own.
    pub policy: Result<Option<Policy>, ReviewSettingsError>,
    /// Its old findings.
    pub baseline: Result<Baseline, ReviewSettingsError>,
    /// The engines of its targets by their schemas, or why nobody knows.
    engines: Result<BTreeMap<String, Vec<Dialect>>, String>,
    stamp: Stamp,
}

/// When the settings of a schema repo were changed, and how long they are.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl ReviewRepo {
    /// The folder of the schema repo that a file is in.
    pub fn root_of(file: &Path) -> Option<&Path> {
        file.ancestors().skip(1).find(|folder| folder.join("groundline.toml").is_file())
    }

    /// Reads the settings of a schema repo.
    pub fn read(root: &Path) -> Self {
        let stamp = stamp(root);
        let engines = Checkout::of_folder(root).map_err(|error| chain(&error)).map(|checkout| {
            let mut engines: BTreeMap<String, Vec<Dialect>> = BTreeMap::new();
            let sets = checkout.state.queried_sets.iter().map(|set| &set.kind);
            for kind in checkout.state.targets.values().map(|target| &target.kind).chain(sets) {
                let known = engines.entry(kind.schema.to_string()).or_default();
                if !known.contains(&kind.engine) {
                    known.push(kind.engine);
                }
            }
            engines
        });
        let baseline = baseline(&root.join(BASELINE)).map(Option::unwrap_or_default);
        Self { root: root.to_owned(), policy: repo_policy(root), baseline, engines, stamp }
    }

    /// Whether its settings are still those that were read.
    pub fn is_current(&self) -> bool {
        self.stamp == stamp(&self.root)
    }

    /// The engine that a file of it is for, by its path from the root: that of the targets of its schema, else of all targets.
    ///
    /// # Errors
    /// A schema repo with errors, without targets, or with targets of several engines.
    pub fn engine_of(&self, path: &str) -> Result<Dialect, String> {
        let engines = self.engines.as_ref().map_err(Clone::clone)?;
        let schema = path.strip_prefix("schemas/").and_then(|rest| rest.split_once('/')).map(|(schema, _)| schema);
        let own = schema.and_then(|schema| engines.get(schema));
        let mut all: Vec<_> = own.map_or_else(|| engines.values().flatten().copied().collect(), Clone::clone);
        all.dedup();
        match all.as_slice() {
            [] => Err("the schema repo has no targets, so nothing says which engine the SQL is for".to_owned()),
            [only, rest @ ..] if rest.iter().all(|other| other == only) => Ok(*only),
            _ => Err("targets of several engines have this file, so nothing says which one the SQL is for".to_owned()),
        }
    }
}

/// Every file that the settings are in.
fn stamp(root: &Path) -> Stamp {
    let mut paths = vec![root.join("groundline.toml")];
    for folder in ["targets", "policies", "policies/review", "schemas"] {
        let inside = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        paths.extend(inside.map(|entry| entry.path()));
    }
    paths.sort();
    let of = |path: PathBuf| {
        let known = fs::metadata(&path).ok();
        let changed = known.as_ref().filter(|known| known.is_file()).and_then(|known| known.modified().ok());
        (path, changed, known.map_or(0, |known| if known.is_file() { known.len() } else { 0 }))
    };
    paths.into_iter().map(of).collect()
}
