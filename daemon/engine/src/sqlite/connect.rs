//! Opening a database: what the path is, and what it must not be.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::fault;
use super::statement::number;
use crate::live::Options;
use crate::{Error, Result, Url};

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In memory.
    Memory,
    /// A file that exists.
    File(PathBuf),
    /// A file that does not exist yet, in a folder that does.
    Absent(PathBuf),
}

impl Place {
    /// What the URL names.
    pub(super) fn of(url: &Url) -> Result<Self> {
        let refused = |reason: &str| Error::Refused { what: url.to_string(), reason: reason.to_owned() };
        let text = url.sqlite_path().unwrap_or_default();
        if text == ":memory:" {
            return Ok(Self::Memory);
        }
        if text.is_empty() {
            return Err(refused("it names no file; write `sqlite:path/to/file.db`"));
        }
        let path = PathBuf::from(text);
        if path.is_dir() {
            return Err(refused("it is a folder; name a file in it"));
        }
        match path.try_exists() {
            Ok(true) => Ok(Self::File(path)),
            Ok(false) if folder(&path).is_dir() => Ok(Self::Absent(path)),
            Ok(false) => Err(refused("its folder does not exist; make the folder, or correct the path")),
            Err(error) => Err(refused(&format!("it cannot be looked at: {error}"))),
        }
    }
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn plain() -> SqliteConnectOptions {
    SqliteConnectOptions::new().foreign_keys(false).statement_cache_capacity(0)
}

/// An empty database in memory.
pub(super) async fn memory() -> Result<SqliteConnection> {
    plain().connect().await.map_err(|error| fault::of_statement(error, "open"))
}

/// Opens a file; it is made where it does not exist and `create` says so.
pub(super) async fn file(path: &Path, options: &Options, create: bool, url: &str) -> Result<SqliteConnection> {
    let settings = plain()
        .filename(path)
        .create_if_missing(create)
        .read_only(options.read_only)
        .busy_timeout(options.connect_timeout);
    let mut connection = settings.connect().await.map_err(|error| not_opened(error, url))?;
    // Opening reads nothing: the first query tells whether it is a database.
    number(&mut connection, "SELECT count(*) FROM sqlite_schema").await.map_err(|error| fault::naming(error, url))?;
    Ok(connection)
}

fn not_opened(error: sqlx::Error, url: &str) -> Error {
    match fault::of_statement(error, "open") {
        Error::Statement { message, .. } => Error::Refused {
            what: url.to_owned(),
            reason: format!("{message}; check that the file and its folder may be read and written"),
        },
        other => fault::naming(other, url),
    }
}
