//! The store, open for reading: beside a live daemon, as `groundline status` and `history` do, or within it.
//!
//! Invariant: reading never waits for the daemon and never makes it wait.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use super::error::{Result, StoreError};
use super::{file_in, migrate, pool};

/// The store, open for reading. Clones read the same store.
#[derive(Clone, Debug)]
pub struct StoreReader {
    pool: SqlitePool,
    path: PathBuf,
}

impl StoreReader {
    /// Opens the store of a state folder for reading, whether or not a daemon runs.
    ///
    /// # Errors
    /// There is none, a newer program wrote it, or it cannot be read.
    pub async fn open(folder: &Path) -> Result<Self> {
        let path = file_in(folder);
        if !path.is_file() {
            return Err(StoreError::Absent { folder: folder.to_owned() });
        }
        let options = SqliteConnectOptions::new().filename(&path).read_only(true).busy_timeout(Duration::from_secs(10));
        let reader = Self { pool: pool(options, &path).await?, path };
        let mut connection = reader.pool.acquire().await.map_err(reader.failed())?;
        match migrate::check(&mut connection, &reader.path).await? {
            0 => return Err(StoreError::Absent { folder: folder.to_owned() }),
            _ => drop(connection),
        }
        Ok(reader)
    }

    pub(super) const fn over(pool: SqlitePool, path: PathBuf) -> Self {
        Self { pool, path }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(super) const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    pub(super) fn failed(&self) -> impl Fn(sqlx::Error) -> StoreError + '_ {
        |error| StoreError::of(&self.path, error)
    }

    pub(super) fn read_json<T: DeserializeOwned>(&self, what: &'static str, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| self.content(what, &error))
    }

    pub(super) fn write_json<T: Serialize>(&self, what: &'static str, value: &T) -> Result<String> {
        serde_json::to_string(value).map_err(|error| self.content(what, &error))
    }

    pub(super) fn content(&self, what: &'static str, error: &dyn std::fmt::Display) -> StoreError {
        StoreError::Content { path: self.path.clone(), what, reason: error.to_string() }
    }
}
