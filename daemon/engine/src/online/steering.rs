//! What steers an online change from outside while it runs, and where it reports to.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::account::Accounts;
use super::{Account, OnlineSettings, Progress};

/// Settings, the suspension by whoever runs it, and the way for its progress. Cloning it gives the same steering.
#[derive(Clone, Debug)]
pub struct Steering {
    /// The settings.
    pub settings: Arc<OnlineSettings>,
    suspended: watch::Receiver<bool>,
    progress: watch::Sender<Option<Progress>>,
    accounts: watch::Sender<Accounts>,
}

impl Default for Steering {
    fn default() -> Self {
        Self::of(OnlineSettings::default())
    }
}

impl Steering {
    /// Steering with these settings; the change waits while `suspended` says true.
    pub fn new(settings: OnlineSettings, suspended: watch::Receiver<bool>) -> Self {
        Self::sharing(Arc::new(settings), suspended)
    }

    fn sharing(settings: Arc<OnlineSettings>, suspended: watch::Receiver<bool>) -> Self {
        let (progress, accounts) = (watch::channel(None).0, watch::channel(Accounts::default()).0);
        Self { settings, suspended, progress, accounts }
    }

    /// Steering with these settings, never suspended.
    pub fn of(settings: OnlineSettings) -> Self {
        Self::new(settings, watch::channel(false).1)
    }

    /// The same settings for a change of its own, which waits while `suspended` says true.
    pub fn suspended_by(&self, suspended: watch::Receiver<bool>) -> Self {
        Self::sharing(self.settings.clone(), suspended)
    }

    /// Where the change stands, as it goes on; none while there is none.
    pub fn progress(&self) -> watch::Receiver<Option<Progress>> {
        self.progress.subscribe()
    }

    /// What the changes took so far, by the dotted names of their tables.
    pub fn accounts(&self) -> BTreeMap<String, Account> {
        self.accounts.borrow().tables.clone()
    }

    pub(crate) fn report(&self, progress: Progress) {
        self.accounts.send_modify(|accounts| accounts.reported(&progress, Instant::now()));
        self.progress.send_replace(Some(progress));
    }

    /// There is no change any more.
    pub(crate) fn ended(&self) {
        self.accounts.send_modify(|accounts| accounts.ended(Instant::now()));
        self.progress.send_replace(None);
    }

    /// The table was locked for so long while the names were exchanged.
    pub(crate) fn locked(&self, table: &str, time: Duration) {
        self.accounts.send_modify(|accounts| accounts.locked(table, time));
    }

    /// Why it has to wait, by the will of people.
    pub(crate) fn is_paused(&self) -> Option<String> {
        if *self.suspended.borrow() {
            return Some("suspended".to_owned());
        }
        exists(self.settings.pause.as_ref())
    }

    /// Why the names may not be exchanged now, by the will of people.
    pub(crate) fn is_held(&self) -> Option<String> {
        exists(self.settings.hold.as_ref()).or_else(|| self.is_paused())
    }
}

fn exists(file: Option<&PathBuf>) -> Option<String> {
    let file = file.filter(|file| file.exists())?;
    Some(format!("`{}` exists", file.display()))
}
