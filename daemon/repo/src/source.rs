//! The one reference of one repository that Groundline follows.
//!
//! Not a watch: it looks when it is told to. Invariant: the revision in force only ever moves forward along history; what
//! fails, fails without moving it, and is kept with its age for people to see.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::task::spawn_blocking;

use crate::access::Access;
use crate::commit::Commit;
use crate::fetch;
use crate::files::Files;
use crate::location::Location;
use crate::mirror::Mirror;
use crate::names::{Reference, Revision};
use crate::repository::{Repository, RepositoryError};
use crate::source_error::SourceError;

/// What is followed and how.
#[derive(Clone, Debug)]
pub struct SourceOptions {
    /// The reference that is followed.
    pub reference: Reference,
    /// The folder where mirrors of remotes are kept; made when it is needed.
    pub cache: PathBuf,
    /// How a remote is reached.
    pub access: Access,
    /// The last accepted commit, as the store remembers it; nothing on the first start.
    pub last: Option<Revision>,
}

/// A followed reference. Clones are the same source.
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

struct Inner {
    location: Location,
    reference: Reference,
    access: Access,
    place: Place,
    state: Mutex<SourceState>,
    /// Held while looking, so that two looks never fetch the same twice.
    turn: tokio::sync::Mutex<()>,
}

/// Where the objects are read.
#[derive(Clone, Debug)]
enum Place {
    Local(PathBuf),
    Mirror(Mirror),
}

/// How a source stands.
#[derive(Clone, Debug, Default)]
pub struct SourceState {
    /// The commit in force: the last one that was accepted.
    pub revision: Option<Revision>,
    /// When the source was last looked at with success, whether or not it had moved.
    pub last_success: Option<SystemTime>,
    /// What is wrong since then; nothing when the last look succeeded.
    pub failure: Option<Failure>,
}

/// A source that cannot be looked at or is not followed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What the last look failed with.
    pub error: Arc<SourceError>,
    /// When looks began to fail.
    pub since: SystemTime,
    /// How many looks in a row failed.
    pub attempts: u32,
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The reference is where it was.
    Unchanged(Commit),
    /// The reference moved forward, or was seen for the first time.
    Moved {
        /// The commit that was in force before.
        from: Option<Revision>,
        /// The commit that is in force now.
        to: Commit,
    },
}

impl SourceState {
    /// Says how old the knowledge of the source is; nothing where there is none.
    pub fn age(&self, now: SystemTime) -> Option<Duration> {
        self.last_success.map(|then| now.duration_since(then).unwrap_or_default())
    }
}

impl Source {
    /// Prepares to follow a reference. A local repository must be there; a remote is not talked to yet.
    pub async fn open(location: Location, options: SourceOptions) -> Result<Self, SourceError> {
        let SourceOptions { reference, cache, access, last } = options;
        let (asked, followed) = (location.clone(), reference.clone());
        let place = blocking(move || Place::find(&asked, &cache, &followed)).await??;
        let state = Mutex::new(SourceState { revision: last, ..SourceState::default() });
        let turn = tokio::sync::Mutex::new(());
        Ok(Self { inner: Arc::new(Inner { location, reference, access, place, state, turn }) })
    }

    /// Returns where the repository is; prints without secrets.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Returns the reference that is followed.
    pub fn reference(&self) -> &Reference {
        &self.inner.reference
    }

    /// Returns how the source stands, without looking.
    pub fn state(&self) -> SourceState {
        self.inner.lock().clone()
    }

    /// Looks where the reference is now, fetches if it moved, and follows it if it moved forward.
    ///
    /// May be dropped at any time; what was not complete is forgotten. The error is also kept in the state.
    pub async fn look(&self) -> Result<Look, Arc<SourceError>> {
        let _turn = self.inner.turn.lock().await;
        let looked = self.find().await;
        let mut state = self.inner.lock();
        match looked {
            Ok(look) => {
                let (Look::Unchanged(commit) | Look::Moved { to: commit, .. }) = &look;
                *state = SourceState {
                    revision: Some(commit.revision),
                    last_success: Some(SystemTime::now()),
                    failure: None,
                };
                Ok(look)
            }
            Err(error) => {
                let error = Arc::new(error);
                let (since, before) = state.failure.as_ref().map_or((SystemTime::now(), 0), |f| (f.since, f.attempts));
                state.failure = Some(Failure { error: error.clone(), since, attempts: before.saturating_add(1) });
                Err(error)
            }
        }
    }

    /// Puts a commit in force whatever the history says; for a person who accepts that it was rewritten.
    pub async fn accept(&self, revision: Revision) -> Result<Commit, SourceError> {
        let _turn = self.inner.turn.lock().await;
        let commit = self.read(move |repository| repository.commit_at(revision)).await??;
        self.remember(revision).await?;
        let mut state = self.inner.lock();
        state.revision = Some(revision);
        state.failure = None;
        Ok(commit)
    }

    /// Returns the files of a commit.
    pub async fn files(&self, revision: Revision) -> Result<Files, SourceError> {
        Ok(self.read(move |repository| repository.files_at(revision)).await??)
    }

    /// Runs a reading of the repository (or of its mirror) where blocking is allowed.
    pub async fn read<T, F>(&self, reading: F) -> Result<T, SourceError>
    where
        T: Send + 'static,
        F: FnOnce(&Repository) -> T + Send + 'static,
    {
        let path = self.path().to_owned();
        blocking(move || Ok(reading(&Repository::open(&path)?))).await?
    }

    /// Returns the folder on this machine where a person's changes to the reference show, if it is here.
    pub(crate) fn local(&self) -> Option<&Path> {
        match &self.inner.place {
            Place::Local(path) => Some(path),
            Place::Mirror(_) => None,
        }
    }

    fn path(&self) -> &Path {
        match &self.inner.place {
            Place::Local(path) => path,
            Place::Mirror(mirror) => &mirror.path,
        }
    }

    async fn find(&self) -> Result<Look, SourceError> {
        let name = match (&self.inner.place, &self.inner.location) {
            (Place::Mirror(mirror), Location::Remote(remote)) => {
                fetch::bring(mirror, remote, &self.inner.access, &self.inner.reference).await?.to_string()
            }
            _ => self.inner.reference.to_string(),
        };
        let (last, reference) = (self.inner.lock().revision, self.inner.reference.clone());
        let look = self.read(move |repository| judge(repository, &name, &reference, last)).await??;
        if let Look::Moved { to, .. } = &look {
            self.remember(to.revision).await?;
        }
        Ok(look)
    }

    async fn remember(&self, revision: Revision) -> Result<(), SourceError> {
        let Place::Mirror(mirror) = self.inner.place.clone() else { return Ok(()) };
        let reference = self.inner.reference.clone();
        blocking(move || mirror.accept(&reference, revision)).await?
    }
}

impl Inner {
    /// Locks the state; it is replaced whole, so a holder that panicked left it sound.
    fn lock(&self) -> MutexGuard<'_, SourceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn find(location: &Location, cache: &Path, reference: &Reference) -> Result<Self, SourceError> {
        match location {
            Location::Local(path) => {
                Repository::open(path).map(|r| Self::Local(r.path().to_owned())).map_err(Into::into)
            }
            Location::Remote(remote) => Mirror::open(cache, remote, reference).map(Self::Mirror),
        }
    }
}

/// Decides whether what was found is followed.
fn judge(
    repository: &Repository,
    name: &str,
    reference: &Reference,
    last: Option<Revision>,
) -> Result<Look, SourceError> {
    let to = repository.resolve(name)?;
    match last {
        Some(last) if last == to.revision => Ok(Look::Unchanged(to)),
        Some(last) if !descends(repository, to.revision, last)? => {
            Err(SourceError::HistoryRewritten { reference: reference.clone(), last, head: to.revision })
        }
        from => Ok(Look::Moved { from, to }),
    }
}

/// Says whether a commit follows from the last one; from one that is gone nothing does.
fn descends(repository: &Repository, head: Revision, last: Revision) -> Result<bool, RepositoryError> {
    match repository.commit_at(last) {
        Err(RepositoryError::MissingCommit { .. }) => Ok(false),
        Err(other) => Err(other),
        Ok(_) => repository.descends(head, last),
    }
}

/// Runs what blocks beside the async tasks.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, SourceError> {
    match spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(SourceError::Ending),
        },
    }
}
