//! The store: the daemon's own database, one SQLite file in its state folder.
//!
//! Not the truth about targets: each target has its own ledger, and a lost store makes nothing run twice. Invariant: one
//! daemon writes it at a time, and what was written is durable when the call returns.

mod accepted;
mod account;
mod approvals;
mod audit;
mod drifts;
mod error;
mod events;
mod forgotten;
mod glass;
mod governance;
mod journal;
mod lock;
mod members;
mod migrate;
mod plans;
mod reader;
mod runs;
mod sources;
mod targets;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub use account::{StepAccount, StepEnd, account};
pub use approvals::Signer;
pub use audit::{Anchor, EventFilter, WholeChain};
pub use drifts::Drift;
pub use error::{Result, StoreError};
pub use events::{Actor, BrokenChain, Event, EventKind, NewEvent};
pub use glass::{BrokenGlass, Glass};
pub use governance::GovernanceRecord;
pub use journal::{JournalLine, RunJournal};
pub use members::Members;
pub use plans::StoredPlan;
pub use reader::StoreReader;
pub use runs::{HistoryFilter, RunRecord};
pub use sources::{RefusedCommit, SourceRecord};
pub use targets::{Barred, Memory, TargetRecord};

use lock::StoreLock;

/// The name of the store's file in the state folder.
const FILE: &str = "groundline.db";

/// The store, open for reading and writing. Clones are the same store.
#[derive(Clone, Debug)]
pub struct Store {
    reader: StoreReader,
    _lock: std::sync::Arc<StoreLock>,
}

impl Store {
    /// Opens the store of a state folder, making both where they are not there.
    ///
    /// # Errors
    /// Another daemon has it, a newer program wrote it, or it cannot be written: the message says which and what to do.
    pub async fn open(folder: &Path) -> Result<Self> {
        make_folder(folder)?;
        let lock = StoreLock::take(folder)?;
        let path = folder.join(FILE);
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let pool = pool(options, &path).await?;
        let mut connection = pool.acquire().await.map_err(|error| StoreError::of(&path, error))?;
        migrate::check(&mut connection, &path).await?;
        check_integrity(&mut connection, &path).await?;
        migrate::run(&mut connection, &path).await?;
        drop(connection);
        Ok(Self { reader: StoreReader::over(pool, path), _lock: std::sync::Arc::new(lock) })
    }

    /// Everything that can be read.
    pub const fn reader(&self) -> &StoreReader {
        &self.reader
    }

    /// Writes nothing, and fails where writing would: to find out whether the store can be written again.
    ///
    /// # Errors
    /// As any write.
    pub async fn probe(&self) -> Result<()> {
        sqlx::query("UPDATE versions SET at = at WHERE version = 1")
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }

    /// Ends every connection; what was written is in the file.
    pub async fn close(self) {
        self.reader.close().await;
    }

    const fn pool(&self) -> &SqlitePool {
        self.reader.pool()
    }

    fn failed(&self) -> impl Fn(sqlx::Error) -> StoreError + '_ {
        |error| StoreError::of(self.reader.path(), error)
    }
}

/// One connection: a write waits for another in line, never for a lock.
async fn pool(options: SqliteConnectOptions, path: &Path) -> Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(|error| StoreError::of(path, error))
}

async fn check_integrity(connection: &mut sqlx::SqliteConnection, path: &Path) -> Result<()> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::of(path, error))?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Corrupted { path: path.to_owned(), reason: found }),
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::Folder { folder: folder.to_owned(), reason: error.to_string() })
}

/// The file of the store in a state folder.
fn file_in(folder: &Path) -> PathBuf {
    folder.join(FILE)
}
