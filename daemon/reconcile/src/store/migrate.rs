//! The versions of the store: numbered SQL files, each run once, in order, in one transaction.
//!
//! Invariant: a published file never changes; a store of a newer program is refused and not touched.

use std::path::Path;

use sqlx::SqliteConnection;

use super::error::{Result, StoreError};
use crate::status::Timestamp;

/// Marks a file as a store of this program: `GrLn`.
const APPLICATION_ID: i64 = 0x4772_4c6e;

/// The files, from version 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_refused_commits.sql"),
    include_str!("migrations/0003_members.sql"),
    include_str!("migrations/0004_approvals.sql"),
    include_str!("migrations/0005_forgotten.sql"),
];

/// The version that this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Refuses what is not a store, or one of a newer program; returns the version, 0 for a new file.
pub(super) async fn check(connection: &mut SqliteConnection, path: &Path) -> Result<i64> {
    let failed = |error| StoreError::of(path, error);
    let id: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.map_err(failed)?;
    let objects: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_master").fetch_one(&mut *connection).await.map_err(failed)?;
    match (id, objects) {
        (APPLICATION_ID, _) => {}
        (0, 0) => return Ok(0),
        _ => return Err(StoreError::Foreign { path: path.to_owned() }),
    }
    let newest: Option<(i64, String)> =
        sqlx::query_as("SELECT version, program FROM versions ORDER BY version DESC LIMIT 1")
            .fetch_optional(&mut *connection)
            .await
            .map_err(failed)?;
    match newest {
        Some((found, program)) if found > KNOWN => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: KNOWN, program })
        }
        newest => Ok(newest.map_or(0, |(version, _)| version)),
    }
}

/// Brings the store to the version that this program knows.
pub(super) async fn run(connection: &mut SqliteConnection, path: &Path) -> Result<()> {
    let version = check(connection, path).await?;
    let failed = |error| StoreError::of(path, error);
    for (number, sql) in (1..).zip(MIGRATIONS).skip_while(|(number, _)| *number <= version) {
        let mut transaction = sqlx::Connection::begin(&mut *connection).await.map_err(failed)?;
        if number == 1 {
            sqlx::raw_sql("PRAGMA application_id = 0x47724c6e").execute(&mut *transaction).await.map_err(failed)?;
            let versions = "CREATE TABLE versions (version INTEGER PRIMARY KEY, program TEXT NOT NULL, at INTEGER NOT NULL) STRICT";
            sqlx::raw_sql(versions).execute(&mut *transaction).await.map_err(failed)?;
        }
        sqlx::raw_sql(*sql).execute(&mut *transaction).await.map_err(failed)?;
        sqlx::query("INSERT INTO versions (version, program, at) VALUES (?, ?, ?)")
            .bind(number)
            .bind(env!("CARGO_PKG_VERSION"))
            .bind(Timestamp::now().millis())
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
    }
    Ok(())
}
