//! What can go wrong with the store, told apart by what a person does about it.
//!
//! Invariant: whatever goes wrong, nothing is applied while the store cannot be written.

use std::path::{Path, PathBuf};

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What is wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another daemon has it.
    #[error(
        "another daemon{} uses the store in `{folder}`: stop it first, or give this one another state folder",
        .pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
    )]
    Held {
        /// The state folder.
        folder: PathBuf,
        /// The process that holds it, where the lock file says.
        pid: Option<u32>,
    },
    /// A newer program wrote it.
    #[error(
        "the store `{path}` was written by a newer program ({program}, store version {found}, this one knows {known}): \
         use that program or a newer one, or give this one another state folder"
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version that this program knows.
        known: i64,
        /// The program that made it so.
        program: String,
    },
    /// It is another program's database.
    #[error("`{path}` is a SQLite database of something else: give another state folder")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged.
    #[error(
        "the store `{path}` is damaged ({reason}): move it aside and start again; nothing runs twice, because each target \
         has its own ledger"
    )]
    Corrupted {
        /// The store.
        path: PathBuf,
        /// What SQLite found.
        reason: String,
    },
    /// The disk is full.
    #[error("no space is left for the store `{path}`: free some; nothing is applied until it can be written")]
    Full {
        /// The store.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("the store `{path}` cannot be written: {reason}; nothing is applied until it can")]
    ReadOnly {
        /// The store.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is none.
    #[error("there is no store in `{folder}`: the daemon makes it when it starts")]
    Absent {
        /// The state folder.
        folder: PathBuf,
    },
    /// The state folder cannot be used.
    #[error("the state folder `{folder}` cannot be used: {reason}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// It holds what this program did not write.
    #[error("the store `{path}` holds {what} that cannot be read: {reason}")]
    Content {
        /// The store.
        path: PathBuf,
        /// What.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// Anything else that SQLite says.
    #[error("the store `{path}` failed")]
    Sql {
        /// The store.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
}

impl StoreError {
    /// Tells an error of SQLite apart by its primary result code.
    pub(super) fn of(path: &Path, error: sqlx::Error) -> Self {
        let path = path.to_owned();
        let Some((code, reason)) = code_and_message(&error) else { return Self::Sql { path, source: error } };
        match code & 0xff {
            8 | 3 | 23 => Self::ReadOnly { path, reason },
            10 if reason.contains("disk I/O") => Self::ReadOnly { path, reason },
            13 => Self::Full { path },
            11 | 26 => Self::Corrupted { path, reason },
            14 => Self::ReadOnly { path, reason },
            _ => Self::Sql { path, source: error },
        }
    }
}

fn code_and_message(error: &sqlx::Error) -> Option<(i32, String)> {
    let sqlx::Error::Database(database) = error else { return None };
    Some((database.code()?.parse().ok()?, database.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::status::Timestamp;
    use crate::store::{EventKind, NewEvent, Store, StoreError, WholeChain};

    async fn append(store: &Store, size: usize) -> Result<(), StoreError> {
        let detail = serde_json::json!("x".repeat(size));
        store.append(&NewEvent::by_daemon(EventKind::PlanReady, None, detail), Timestamp::from_seconds(1)).await
    }

    #[tokio::test]
    async fn a_full_disk_is_told_from_other_faults_and_passes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        // SQLite answers a full file as it answers a full disk.
        sqlx::raw_sql("PRAGMA max_page_count = 1").execute(store.pool()).await.expect("a pragma");
        let error = append(&store, 1_000_000).await.expect_err("there is no room");
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert_eq!(
            store.reader().verify_events(&[]).await.expect("it reads"),
            Ok(WholeChain { events: 0, forgotten: None, last: None }),
            "nothing of it was written"
        );
        sqlx::raw_sql("PRAGMA max_page_count = 1000000").execute(store.pool()).await.expect("a pragma");
        append(&store, 1_000_000).await.expect("there is room again");
    }

    #[tokio::test]
    async fn a_store_that_became_read_only_says_that_nothing_is_applied() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        sqlx::raw_sql("PRAGMA query_only = 1").execute(store.pool()).await.expect("a pragma");
        let error = store.probe().await.expect_err("it cannot be written");
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
        assert!(error.to_string().ends_with("; nothing is applied until it can"), "{error}");
    }
}
