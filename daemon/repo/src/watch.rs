//! Wakes whoever follows a source when it is time to look again.
//!
//! Not a look: a wake-up carries no data, and one too many does no harm. Invariant: a change of a local reference wakes
//! within a moment where the system can tell of it, and within the pace where it cannot; dropping the watch ends it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use crate::pace::Pace;
use crate::source::Source;

/// How long references must be quiet before a wake-up, because one commit or push touches several files.
const QUIET: Duration = Duration::from_millis(100);
/// How long a wake-up waits for quiet at most.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tells when to look at a source.
///
/// Remotes are polled at the pace, and more rarely while they fail. Local repositories are watched as well.
pub struct Watch {
    source: Source,
    pace: Pace,
    eyes: Option<Eyes>,
    changed: Arc<Notify>,
    /// A change was seen and not yet told; outlives a wait that was dropped.
    untold: Option<Instant>,
    /// When the pace wakes next; drawn once for each wake-up.
    due: Option<Instant>,
    last: Instant,
}

/// Watches on the folders where Git keeps references.
struct Eyes {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Starts watching. Changes from now on wake, also those before the first `changed`.
    pub async fn start(source: &Source, pace: Pace) -> Self {
        let changed = Arc::new(Notify::new());
        let eyes = open_eyes(source, &changed).await;
        Self { source: source.clone(), pace, eyes, changed, untold: None, due: None, last: Instant::now() }
    }

    /// Waits until the source is worth a look. May be dropped and called again without losing a change.
    pub async fn changed(&mut self) {
        if self.untold.is_none() && !self.seen_before_due().await {
            self.look_anew().await;
            return self.told();
        }
        let most = *self.untold.get_or_insert_with(Instant::now) + PATIENCE;
        while let Ok(Ok(())) = timeout_at(most, timeout(QUIET, self.changed.notified())).await {}
        self.told();
    }

    /// Waits for a change; false when the pace was faster.
    async fn seen_before_due(&mut self) -> bool {
        let due = self.due();
        tokio::select! {
            () = self.changed.notified() => {
                self.untold = Some(Instant::now());
                true
            }
            () = sleep_until(due) => false,
        }
    }

    /// Draws when to wake next, by how the last look went.
    fn due(&mut self) -> Instant {
        let (source, pace, last) = (&self.source, &self.pace, self.last);
        *self.due.get_or_insert_with(|| {
            last + match source.state().failure {
                Some(failure) if failure.error.is_transient() => pace.after_failures(failure.attempts),
                _ => pace.next(),
            }
        })
    }

    /// Watches again from the start: the folders may have been replaced, as by a new clone.
    async fn look_anew(&mut self) {
        if self.source.local().is_some() {
            self.eyes = None;
            self.eyes = open_eyes(&self.source, &self.changed).await;
        }
    }

    fn told(&mut self) {
        self.untold = None;
        self.due = None;
        self.last = Instant::now();
    }

    /// Says whether the system tells of changes; else only the pace wakes.
    pub fn sees(&self) -> bool {
        self.eyes.is_some()
    }
}

async fn open_eyes(source: &Source, changed: &Arc<Notify>) -> Option<Eyes> {
    source.local()?;
    let folders =
        source.read(|repository| (repository.git.path().to_owned(), repository.git.commondir().to_owned())).await;
    let reason = match folders {
        Err(error) => error.to_string(),
        Ok((own, common)) => match Eyes::open(own, common, changed.clone()) {
            Ok(eyes) => return Some(eyes),
            Err(error) => error.to_string(),
        },
    };
    tracing::warn!(reason, repo = %source.location(), "the repository cannot be watched and is only polled");
    None
}

impl Eyes {
    /// Watches a repository's own folder (a linked work tree has one) and the one that all its work trees share.
    fn open(own: PathBuf, common: PathBuf, changed: Arc<Notify>) -> notify::Result<Self> {
        let roots = [own.clone(), common.clone()];
        let tell = move |event: notify::Result<Event>| {
            if event.map_or(true, |event| matters(&event, &roots)) {
                changed.notify_one();
            }
        };
        let mut watcher = notify::recommended_watcher(tell)?;
        watcher.watch(&own, RecursiveMode::NonRecursive)?;
        if own != common {
            watcher.watch(&common, RecursiveMode::NonRecursive)?;
        }
        watcher.watch(&common.join("refs"), RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher })
    }
}

/// Says whether an event may mean that a reference moved; reading is not one, nor is Git taking a lock.
fn matters(event: &Event, roots: &[PathBuf]) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    event.need_rescan() || event.paths.is_empty() || event.paths.iter().any(|path| is_reference(path, roots))
}

fn is_reference(path: &Path, roots: &[PathBuf]) -> bool {
    if path.extension().is_some_and(|e| e == "lock") {
        return false;
    }
    roots.iter().filter_map(|root| path.strip_prefix(root).ok()).any(|inside| {
        inside.as_os_str().is_empty()
            || inside.starts_with("refs")
            || inside == Path::new("HEAD")
            || inside == Path::new("packed-refs")
    })
}
