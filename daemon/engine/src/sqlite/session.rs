//! A session with one SQLite database.
//!
//! A missing file is an empty database until a run begins: planning makes nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use plan::{Kept, Plan, Step, TableSize};
use schema::{Database, Digest, ObjectId};
use sqlx::{Connection, SqliteConnection};

use super::connect::{self, Place};
use super::statement::{first_column, first_value, number};
use super::{examine, fault, inspect, ledger, lock, purge, run, sizes};
use crate::approval::UsedApproval;
use crate::ledger::{ChangelistRun, Run, RunId, RunState, StepState};
use crate::live::{Finding, LockState, Options, Token, Version};
use crate::rows::Restore;
use crate::{Error, Result, Scope, Url};

/// One session with a SQLite database.
pub struct Session {
    pub(super) connection: SqliteConnection,
    pub(super) place: Place,
    pub(super) url: String,
    pub(super) options: Options,
    pub(super) lock: Option<File>,
}

impl Session {
    pub(crate) async fn connect(url: &Url, options: &Options) -> Result<Self> {
        let place = Place::of(url)?;
        let url = url.to_string();
        let connection = match &place {
            Place::Memory | Place::Absent(_) => connect::memory().await?,
            Place::File(path) => connect::file(path, options, false, &url).await?,
        };
        Ok(Self { connection, place, url, options: options.clone(), lock: None })
    }

    /// The file, where there is one or will be one.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Memory => None,
            Place::File(path) | Place::Absent(path) => Some(path),
        }
    }

    /// Opens the file that was missing before: when it has come meanwhile, or when `create` says to make it.
    pub(super) async fn appear(&mut self, create: bool) -> Result<()> {
        let Place::Absent(path) = &self.place else { return Ok(()) };
        if create || path.exists() {
            let path = path.clone();
            self.connection = connect::file(&path, &self.options, create, &self.url).await?;
            self.place = Place::File(path);
        }
        Ok(())
    }

    pub(super) fn named<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| fault::naming(error, &self.url))
    }

    pub(crate) async fn version(&mut self) -> Result<Version> {
        let text = first_value(&mut self.connection, "SELECT sqlite_version()").await?.unwrap_or_default();
        let mut parts = text.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
        let mut part = || parts.next().unwrap_or_default();
        let number = part() * 1_000_000 + part() * 1_000 + part();
        Ok(Version { text, number })
    }

    pub(crate) async fn first_column(&mut self, query: &str) -> Result<Vec<Option<String>>> {
        if let Place::Absent(path) = &self.place {
            let reason = "there is no such file".to_owned();
            return Err(Error::Refused { what: path.display().to_string(), reason });
        }
        let values = first_column(&mut self.connection, query).await;
        self.named(values)
    }

    pub(crate) async fn token(&mut self) -> Result<Token> {
        self.appear(false).await?;
        let version = number(&mut self.connection, "PRAGMA schema_version").await;
        let version = self.named(version)?;
        let identity = match &self.place {
            Place::Memory => "memory".to_owned(),
            Place::Absent(_) => "absent".to_owned(),
            Place::File(path) => identity(path),
        };
        Ok(Token(format!("{identity}/{version}")))
    }

    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        self.appear(false).await?;
        let database = inspect::inspect(&mut self.connection, scope).await;
        self.named(database)
    }

    pub(crate) async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        let sizes = sizes::sizes(&mut self.connection).await;
        self.named(sizes)
    }

    pub(crate) async fn examine(&mut self) -> Result<Vec<Finding>> {
        examine::examine(self).await
    }

    pub(crate) async fn lock(&mut self) -> Result<LockState> {
        self.appear(false).await?;
        lock::lock(self)
    }

    pub(crate) async fn unlock(&mut self) -> Result<()> {
        self.lock = None;
        Ok(())
    }

    pub(crate) async fn runs(&mut self, limit: u32) -> Result<Vec<Run>> {
        ledger::runs(self, &format!("ORDER BY id DESC LIMIT {limit}")).await
    }

    pub(crate) async fn run(&mut self, id: RunId) -> Result<Option<Run>> {
        Ok(ledger::runs(self, &format!("WHERE id = {id}")).await?.pop())
    }

    pub(crate) async fn open_run(&mut self) -> Result<Option<Run>> {
        let open = format!("WHERE state NOT IN ({}) ORDER BY id LIMIT 1", RunState::FINAL);
        Ok(ledger::runs(self, &open).await?.pop())
    }

    pub(crate) async fn used_for(&mut self, statements: &[Digest]) -> Result<Option<RunId>> {
        ledger::used(self, statements).await
    }

    pub(crate) async fn changelists(&mut self) -> Result<Vec<ChangelistRun>> {
        ledger::changelists(self).await
    }

    pub(crate) async fn kept(&mut self) -> Result<Vec<Kept>> {
        ledger::kept(self).await
    }

    pub(crate) async fn begin_run(
        &mut self,
        plan: &Plan,
        revision: Option<&str>,
        retention: Option<Duration>,
        used: &[UsedApproval],
    ) -> Result<RunId> {
        self.appear(true).await?;
        let begun = ledger::begin_run(self, plan, revision, retention, used).await;
        self.named(begun)
    }

    pub(crate) async fn run_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        if step.mode == plan::Mode::Online {
            let done = self.run_pieces(run, step).await;
            return self.named(done);
        }
        let done = run::run_step(&mut self.connection, run, step).await;
        self.named(done)
    }

    pub(crate) async fn undo_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        let done = run::undo_step(&mut self.connection, run, step, self.options.conflicts).await;
        self.named(done)
    }

    pub(crate) async fn preview_undo(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        let previewed = run::preview(&mut self.connection, run, step, later).await;
        self.named(previewed)
    }

    pub(crate) async fn settle(&mut self, run: &Run) -> Result<BTreeMap<u32, StepState>> {
        ledger::settle(self, run).await
    }

    pub(crate) async fn set_run_state(&mut self, run: RunId, state: RunState) -> Result<()> {
        let set = ledger::set_run_state(&mut self.connection, run, state).await;
        self.named(set)
    }

    pub(crate) async fn purge(&mut self, now: i64) -> Result<Vec<Kept>> {
        let purged = purge::purge(self, now).await;
        self.named(purged)
    }

    pub(crate) async fn close(self) -> Result<()> {
        let url = self.url;
        self.connection.close().await.map_err(|error| fault::naming(fault::of_statement(error, "close"), &url))
    }

    /// The error of a ledger that this program did not write.
    pub(super) fn foreign_ledger(&self, reason: impl Into<String>) -> Error {
        Error::Ledger { target: self.url.clone(), reason: reason.into() }
    }
}

/// Which file it is, so that a replaced file is noticed.
#[cfg(unix)]
fn identity(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    match std::fs::metadata(path) {
        Ok(metadata) => format!("{}:{}", metadata.dev(), metadata.ino()),
        Err(_) => "gone".to_owned(),
    }
}

/// Which file it is, so that a replaced file is noticed.
#[cfg(not(unix))]
fn identity(path: &Path) -> String {
    let created = std::fs::metadata(path).and_then(|metadata| metadata.created());
    created.map_or_else(|_| "gone".to_owned(), |time| format!("{time:?}"))
}
