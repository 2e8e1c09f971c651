//! The daemon: it follows a schema repo and keeps targets on the line that Git draws.
//!
//! Level-triggered: a wake-up carries no data, and every turn works from the commit in force and the live targets. One
//! target is worked on once at a time, several at once; errors stay with their target. Not a server: whoever shows its
//! status watches it.

mod accepted;
mod approving;
mod authorship;
mod board;
mod census;
mod checks;
mod decide;
mod error;
mod feeding;
mod follow;
mod gate;
mod goal;
mod in_force;
mod lanes;
mod needs;
mod of_changelists;
mod order;
mod pace;
mod queue;
mod recorder;
mod settings;
mod stages;
mod suspensions;
mod taking_back;
mod trouble;
mod trust;
mod turn;
mod upkeep;
mod visit;

use std::sync::Arc;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub use error::DaemonError;
pub use gate::{GateAnswer, GateCall, GateDoor};
pub use in_force::{InForce, ReviewedTarget};
pub use settings::{Backoff, Checkpoint, Settings, Variables};

use crate::status::DaemonStatus;
use crate::store::{Store, StoreReader};
use follow::Follow;
use trust::Trust;
use turn::Turn;

/// The daemon, ready to run.
pub struct Daemon {
    turn: Turn,
    store: StoreReader,
    wake: Arc<Notify>,
    status: watch::Receiver<Arc<DaemonStatus>>,
    in_force: watch::Receiver<Option<Arc<InForce>>>,
}

/// Wakes a daemon: it looks at Git and at every target as soon as it can.
#[derive(Clone, Debug)]
pub struct Waker(Arc<Notify>);

impl Daemon {
    /// Opens the store and the schema repo. Nothing is looked at yet.
    ///
    /// # Errors
    /// Another daemon has the store, the store cannot be used, or there is no such repository.
    pub async fn open(settings: Settings) -> Result<Self, DaemonError> {
        let store = Store::open(&settings.state).await?;
        let settings = Arc::new(settings);
        let follow = Follow::open(settings.clone(), &store).await?;
        let starting = DaemonStatus::starting(follow.status(), settings.clock.now());
        let (sender, status) = watch::channel(Arc::new(starting));
        let reader = store.reader().clone();
        let (publisher, in_force) = watch::channel(None);
        let trust = Trust::restored(settings.clone(), &store).await?;
        let turn = Turn::open(settings, store, (sender, publisher), follow, trust).await?;
        Ok(Self { turn, store: reader, wake: Arc::new(Notify::new()), status, in_force })
    }

    /// Runs until `cancel`; then nothing more begins, a running step is finished, and the store is closed.
    ///
    /// # Errors
    /// Nothing ends it but `cancel`; the error is of the ending.
    pub async fn run(self, cancel: CancellationToken) -> Result<(), DaemonError> {
        self.turn.run(&self.wake, cancel).await
    }

    /// The status, replaced whenever something changes.
    pub fn status(&self) -> watch::Receiver<Arc<DaemonStatus>> {
        self.status.clone()
    }

    /// The commit in force, replaced when another comes into force; nothing until one was read.
    pub fn in_force(&self) -> watch::Receiver<Option<Arc<InForce>>> {
        self.in_force.clone()
    }

    /// What wakes it.
    pub fn waker(&self) -> Waker {
        Waker(self.wake.clone())
    }

    /// The store, for reading: history, journal, events, drift.
    pub fn store(&self) -> StoreReader {
        self.store.clone()
    }
}

impl Waker {
    /// Wakes it. Wake-ups that come before it looked are one.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}
