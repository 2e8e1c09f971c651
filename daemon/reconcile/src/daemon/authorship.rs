//! Who took part in what a plan comes from: read from the history once for all targets that come from the same commit to the same.
//!
//! Not who of them counts as an author, which is in `crate::approval`. Invariant: what is remembered is of commits, which never change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use repo::{Contribution, Repository, RepositoryError, Revision, Source};

use super::trouble::Trouble;

/// What is asked of the history.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// The commit that the target has; nothing: none.
    pub(super) after: Option<Revision>,
    /// The commit in force.
    pub(super) until: Revision,
    /// The paths that count since then.
    pub(super) paths: Vec<String>,
    /// The folder of which every commit counts.
    pub(super) folder: Option<String>,
}

/// What was read for the commit in force. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Authorship(Arc<Mutex<BTreeMap<Span, Arc<[Contribution]>>>>);

impl Authorship {
    /// The commits of a span.
    pub(super) async fn of(&self, span: Span, source: &Source) -> Result<Arc<[Contribution]>, Trouble> {
        if let Some(known) = self.known().get(&span) {
            return Ok(known.clone());
        }
        let asked = span.clone();
        let read = source.read(move |repository| read(repository, &asked)).await;
        let commits = read.map_err(|error| Trouble::of_git(&error))?.map_err(|error| Trouble::of_git(&error))?;
        let commits: Arc<[Contribution]> = commits.into();
        self.known().insert(span, commits.clone());
        Ok(commits)
    }

    /// Forgets what is of no commit in force.
    pub(super) fn adopt(&self, revision: &str) {
        self.known().retain(|span, _| span.until.to_string() == revision);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<Span, Arc<[Contribution]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(repository: &Repository, span: &Span) -> Result<Vec<Contribution>, RepositoryError> {
    let paths: Vec<&str> = span.paths.iter().map(String::as_str).collect();
    let mut commits = repository.contributions(span.after, span.until, &paths)?;
    if let Some(folder) = &span.folder {
        commits.extend(repository.contributions(None, span.until, &[folder.as_str()])?);
    }
    Ok(commits)
}
