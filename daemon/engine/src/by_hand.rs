//! SQL by hand: as a person at a shell would run it, outside of plans, locks and the ledger.
//!
//! For the demo and for loading rows. Nothing of the reconciler uses it; only SQLite files are taken.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

use crate::{Error, Result, Url};

/// Runs statements in a SQLite database, all in one transaction.
///
/// # Errors
/// What SQLite says; a URL of another engine is refused.
pub async fn run_by_hand(url: &Url, sql: &'static str) -> Result<()> {
    let mut connection = connect(url).await?;
    let mut transaction = connection.begin().await.map_err(|error| failed(sql, &error))?;
    sqlx::raw_sql(sql).execute(&mut *transaction).await.map_err(|error| failed(sql, &error))?;
    transaction.commit().await.map_err(|error| failed(sql, &error))?;
    connection.close().await.map_err(|error| failed(sql, &error))
}

/// Asks a SQLite database for one number.
///
/// # Errors
/// What SQLite says; a URL of another engine is refused.
pub async fn count_by_hand(url: &Url, sql: &'static str) -> Result<i64> {
    let mut connection = connect(url).await?;
    let row = sqlx::raw_sql(sql).fetch_one(&mut connection).await.map_err(|error| failed(sql, &error))?;
    let count = row.try_get(0).map_err(|error| failed(sql, &error))?;
    connection.close().await.map_err(|error| failed(sql, &error))?;
    Ok(count)
}

async fn connect(url: &Url) -> Result<SqliteConnection> {
    let Some(path) = url.sqlite_path() else {
        let reason = "SQL by hand is for SQLite files".to_owned();
        return Err(Error::Refused { what: url.to_string(), reason });
    };
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .connect()
        .await
        .map_err(|error| Error::Unreachable { url: url.to_string(), reason: error.to_string() })
}

fn failed(sql: &str, error: &sqlx::Error) -> Error {
    let statement = sql.lines().next().unwrap_or_default().to_owned();
    Error::Statement { message: error.to_string(), code: None, statement, position: None }
}
