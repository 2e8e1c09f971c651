//! Following the schema repo: which commit is in force, and what is wrong with the one that is not.
//!
//! Not Git: that is in `repo`. Invariant: the commit in force is always a good one; a broken or rewritten head is shown and
//! changes nothing.

use std::sync::Arc;
use std::time::SystemTime;

use repo::{Commit, Failure, Look, Pace, Revision, Source, SourceError, SourceOptions, Tag, Watch};
use serde_json::json;

use super::accepted::{Accepted, shown};
use super::error::DaemonError;
use super::settings::Settings;
use crate::approval::TAGS;
use crate::chain;
use crate::desired::Diagnostics;
use crate::status::{RepoDiagnostic, SourceFailure, SourceStatus, Timestamp};
use crate::store::{Actor, EventKind, NewEvent, RefusedCommit, SourceRecord, Store};

/// The followed reference and the commit in force.
pub(super) struct Follow {
    settings: Arc<Settings>,
    source: Source,
    watch: Watch,
    pace: Pace,
    record: SourceRecord,
    tags: Vec<Tag>,
    pub(super) accepted: Option<Arc<Accepted>>,
}

/// What a look at the source brought, for the record of events.
pub(super) type News = Vec<NewEvent>;

impl Follow {
    /// Opens the source, from where the store left off.
    pub(super) async fn open(settings: Arc<Settings>, store: &Store) -> Result<Self, DaemonError> {
        let (location, reference) = (settings.location.to_string(), settings.reference.to_string());
        let known = store.reader().sources().await?;
        let same = |record: &SourceRecord| record.location == location && record.reference == reference;
        let fresh =
            SourceRecord { location: location.clone(), reference: reference.clone(), ..SourceRecord::default() };
        let mut record = known.into_iter().find(same).unwrap_or(fresh);
        // Another version of the program may take what the last one refused.
        record.refused = None;
        let last = record.good_revision.as_deref().and_then(|revision| revision.parse::<Revision>().ok());
        let options = SourceOptions {
            reference: settings.reference.clone(),
            cache: settings.state.join("mirrors"),
            access: settings.access.clone(),
            last,
        };
        let source = Source::open(settings.location.clone(), options).await?;
        let last = match settings.accept {
            Some(accepted) => Some(source.accept(accepted).await?.revision),
            None => last,
        };
        let pace = Pace::default();
        let watch = Watch::start(&source, pace).await;
        let mut follow = Self { settings, source, watch, pace, record, tags: Vec::new(), accepted: None };
        if let Some(last) = last {
            follow.resume(last).await;
        }
        Ok(follow)
    }

    /// Waits until the source is worth a look.
    pub(super) async fn changed(&mut self) {
        self.watch.changed().await;
    }

    /// Looks at the source; the commit in force may change.
    pub(super) async fn look(&mut self) -> News {
        match self.source.look().await {
            Ok(Look::Unchanged(commit) | Look::Moved { to: commit, .. }) => {
                self.record.last_success = Some(self.settings.clock.now());
                (self.record.failure, self.record.failed_since) = (None, None);
                let news = self.consider(&commit).await;
                self.look_at_tags().await;
                news
            }
            Err(error) => self.failed(&error),
        }
    }

    /// What the store is to remember.
    pub(super) const fn record(&self) -> &SourceRecord {
        &self.record
    }

    /// How the source stands.
    pub(super) fn status(&self) -> SourceStatus {
        let state = self.source.state();
        let failure = |failure: Failure| SourceFailure {
            message: chain(&*failure.error),
            since: moment(failure.since),
            attempts: failure.attempts,
        };
        let refused = self.record.refused.as_ref();
        let mut diagnostics = refused.map(|refused| refused.diagnostics.clone()).unwrap_or_default();
        diagnostics.extend(self.accepted.as_ref().map(|accepted| accepted.notes()).unwrap_or_default());
        SourceStatus {
            location: self.record.location.clone(),
            reference: self.record.reference.clone(),
            revision: self.accepted.as_ref().map(|accepted| accepted.revision.clone()),
            broken_revision: refused.map(|refused| refused.revision.clone()),
            last_success: self.record.last_success,
            age_seconds: self.record.last_success.map(|then| self.settings.clock.now().since(then).as_secs()),
            failure: state.failure.map(failure),
            diagnostics,
        }
    }

    /// Brings the last good commit into force before the source answered.
    async fn resume(&mut self, last: Revision) {
        match self.load(last).await {
            Ok(Ok(accepted)) => self.accept(accepted).await,
            Ok(Err(diagnostics)) => {
                tracing::warn!(revision = %last, %diagnostics, "the last good commit is not good any more")
            }
            Err(error) => {
                tracing::warn!(revision = %last, error = %chain(&error), "the last good commit cannot be read")
            }
        }
    }

    async fn consider(&mut self, commit: &Commit) -> News {
        let revision = commit.revision.to_string();
        let in_force = self.accepted.as_ref().is_some_and(|accepted| accepted.revision == revision);
        if in_force {
            self.record.refused = None;
            return News::new();
        }
        if self.record.refused.as_ref().is_some_and(|refused| refused.revision == revision) {
            return News::new();
        }
        match self.load(commit.revision).await {
            Ok(Ok(accepted)) => {
                let before = self.accepted.as_ref().map(|before| before.state.decisions.clone()).unwrap_or_default();
                let decided = accepted.state.decisions.told_since(&before);
                self.accept(accepted).await;
                (self.record.good_revision, self.record.good_at) =
                    (Some(revision.clone()), Some(self.settings.clock.now()));
                tracing::info!(%revision, summary = %commit.summary, "commit in force");
                let actor = Actor::commit_author(&commit.author.name, &commit.author.email);
                let detail = json!({ "revision": revision, "summary": commit.summary });
                let of = |kind, detail| NewEvent { actor: actor.clone(), kind, target: None, detail };
                let mut news = vec![of(EventKind::RevisionAccepted, detail)];
                news.extend(decided.into_iter().map(|detail| of(EventKind::RolloutDecided, detail)));
                news
            }
            Ok(Err(diagnostics)) => self.refuse(revision, commit, &diagnostics),
            Err(error) => self.failed(&Arc::new(error)),
        }
    }

    fn refuse(&mut self, revision: String, commit: &Commit, diagnostics: &Diagnostics) -> News {
        let list: Vec<RepoDiagnostic> = diagnostics.as_slice().iter().map(shown).collect();
        tracing::warn!(%revision, errors = diagnostics.errors().count(), "commit refused, the last good one stays in force");
        for wrong in &list {
            tracing::warn!(place = wrong.location, "{}", wrong.message);
        }
        let actor = Actor::commit_author(&commit.author.name, &commit.author.email);
        let detail = json!({ "revision": revision, "summary": commit.summary, "diagnostics": list });
        self.record.refused = Some(RefusedCommit { revision, diagnostics: list });
        vec![NewEvent { actor, kind: EventKind::RevisionRefused, target: None, detail }]
    }

    /// Keeps what is in force; the same failure is told once.
    fn failed(&mut self, error: &Arc<SourceError>) -> News {
        let message = chain(&**error);
        if self.record.failure.as_ref() == Some(&message) {
            return News::new();
        }
        tracing::warn!(error = %message, "the schema repo is not followed, the last good commit stays in force");
        self.record.failed_since.get_or_insert_with(|| self.settings.clock.now());
        self.record.failure = Some(message.clone());
        vec![NewEvent::by_daemon(EventKind::RevisionRefused, None, json!({ "error": message }))]
    }

    /// The source, for reading.
    pub(super) const fn source(&self) -> &Source {
        &self.source
    }

    /// Takes over the approval tags as they are now: they come without a commit.
    async fn look_at_tags(&mut self) {
        let Some(accepted) = self.accepted.clone() else { return };
        match self.tags().await {
            Ok(tags) if tags != self.tags => {
                self.accepted = Some(Arc::new(accepted.with_tags(&tags, &self.settings)));
                self.tags = tags;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the approval tags cannot be read and stay as they were")
            }
        }
    }

    async fn tags(&self) -> Result<Vec<Tag>, SourceError> {
        Ok(self.source.read(|repository| repository.tags(TAGS)).await??)
    }

    async fn load(&self, revision: Revision) -> Result<Result<Accepted, Diagnostics>, SourceError> {
        let files = self.source.files(revision).await?;
        let (settings, before) = (self.settings.clone(), self.accepted.clone());
        let (name, tags) = (revision.to_string(), self.tags.clone());
        let load = move || Accepted::load(&files, &name, &tags, &settings, before.as_deref());
        tokio::task::spawn_blocking(load).await.map_err(|_| SourceError::Ending)
    }

    async fn accept(&mut self, accepted: Accepted) {
        let interval = accepted.state.rollout.poll_interval;
        self.record.refused = None;
        self.accepted = Some(Arc::new(accepted));
        if interval != self.pace.interval {
            self.pace.interval = interval;
            self.watch = Watch::start(&self.source, self.pace).await;
        }
    }
}

fn moment(time: SystemTime) -> Timestamp {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
