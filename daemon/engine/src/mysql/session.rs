//! One session with a MySQL or MariaDB database: how it is opened, and the ways in which SQL goes through it.
//!
//! Not what is asked: that is in the files beside. Invariant: between the calls of the door every session has the settings
//! of [`BASE`], whatever the server's defaults are.

use std::str::FromStr as _;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::fault;
use crate::live::{Options, Version};
use crate::rows::Conflicts;
use crate::{Error, Result, Steering, Url};

/// The oldest servers that are understood.
const OLDEST_MYSQL: u32 = 50_700;
const OLDEST_MARIADB: u32 = 100_600;

/// What every session is set to. `SET NAMES` takes the collation that clients have: MariaDB 11.8 has another one for it than for
/// `character_set_connection`, and stored programs keep it. Zero dates are taken, because a table may hold them; a `GRANT` makes no account. MySQL 8 would keep
/// its numbers of rows and counters for a day; MariaDB passes over comments of the versions 5.7 to 9.
pub(super) const BASE: &str = "SET NAMES utf8mb4, SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,\
    NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION' /*M!100600 ',NO_AUTO_CREATE_USER' */, \
    sql_quote_show_create = 1, foreign_key_checks = 1, unique_checks = 1, \
    autocommit = 1, lock_wait_timeout = 60, innodb_lock_wait_timeout = 50, time_zone = @@global.time_zone \
    /*!80000 , information_schema_stats_expiry = 0 */ \
    /*M!100600 , system_versioning_alter_history = KEEP, check_constraint_checks = 1, max_statement_time = 0 */";

/// One session with a database.
pub struct Session {
    pub(super) connection: MySqlConnection,
    pub(super) url: Url,
    /// The database that it is with.
    pub(super) database: String,
    /// `80036`, `101119`: MariaDB is 100000 and above.
    pub(super) version: u32,
    /// Whether the target's lock was taken and not given back.
    pub(super) is_locked: bool,
    /// What steers the online changes that are made in it.
    pub(super) steering: Steering,
    /// What happens to rows that were changed since, when a step is undone.
    pub(super) conflicts: Conflicts,
}

impl Session {
    pub(crate) async fn connect(url: &Url, options: &Options) -> Result<Self> {
        let database = driver_options(url)?.get_database().filter(|name| !name.is_empty()).map(str::to_owned);
        Self::connect_to(url, database.as_deref(), options).await
    }

    /// Refuses a URL that names no database: it is enough for scratch databases, and for nothing else.
    pub(super) fn must_have_database(&self) -> Result<()> {
        if !self.database.is_empty() {
            return Ok(());
        }
        let reason = "it names no database; write `mysql://user@host/database`".to_owned();
        Err(Error::Refused { what: self.url.to_string(), reason })
    }

    /// Opens a session with another database of the same server, or with none.
    pub(super) async fn connect_to(url: &Url, database: Option<&str>, options: &Options) -> Result<Self> {
        let driver = without_database(url)?;
        let driver = database.map_or_else(|| driver.clone(), |database| driver.clone().database(database));
        let opening = tokio::time::timeout(options.connect_timeout, MySqlConnection::connect_with(&driver));
        let connection = match opening.await {
            Ok(opened) => opened.map_err(|cause| fault::of_connect(cause, url))?,
            Err(_) => {
                let reason = format!("no answer within {} s", options.connect_timeout.as_secs());
                return Err(Error::Unreachable { url: url.to_string(), reason });
            }
        };
        let database = database.unwrap_or_default().to_owned();
        let mut session = Self {
            connection,
            url: url.clone(),
            database,
            version: 0,
            is_locked: false,
            steering: options.steering.clone(),
            conflicts: options.conflicts,
        };
        session.version = number(&session.one(&format!("{BASE}; SELECT VERSION()")).await?);
        session.refuse_old_server()?;
        if options.read_only {
            session.batch("SET SESSION TRANSACTION READ ONLY").await?;
        }
        Ok(session)
    }

    fn refuse_old_server(&self) -> Result<()> {
        let oldest = if self.is_mariadb() { OLDEST_MARIADB } else { OLDEST_MYSQL };
        if self.version >= oldest {
            return Ok(());
        }
        Err(Error::Refused {
            what: self.url.to_string(),
            reason: format!(
                "server {}.{} is too old; MySQL 5.7, MariaDB 10.6 and later are understood",
                self.version / 10_000,
                self.version / 100 % 100
            ),
        })
    }

    /// Whether the server is a MariaDB.
    pub(super) const fn is_mariadb(&self) -> bool {
        self.version >= 100_000
    }

    /// Gives the session the settings of every session.
    pub(super) async fn reset(&mut self) -> Result<()> {
        self.batch(BASE).await
    }

    pub(crate) async fn version(&mut self) -> Result<Version> {
        // With what decides what SQL makes of a database here, who looks and whether privileges are seen: elaborations are
        // cached by this text.
        let sql = "SELECT CONCAT_WS(' ', VERSION(), @@collation_database, @@global.collation_connection, @@global.sql_mode, \
             @@lower_case_table_names, @@default_storage_engine, @@global.explicit_defaults_for_timestamp, CURRENT_USER(), \
             (SELECT COUNT(DISTINCT TABLE_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' \
             AND TABLE_NAME IN ('db', 'tables_priv', 'columns_priv', 'procs_priv')))";
        Ok(Version { text: self.one(sql).await?, number: self.version })
    }

    pub(crate) async fn close(self) -> Result<()> {
        let Self { connection, url, .. } = self;
        connection.close().await.map_err(|cause| fault::of_query(cause, "close", &url))
    }

    /// Runs SQL whose result is not looked at.
    pub(super) async fn batch(&mut self, sql: &str) -> Result<()> {
        self.try_batch(sql).await.map_err(|cause| fault::of_statement(cause, sql, &self.url))
    }

    /// As `batch`, with the driver's own error.
    pub(super) async fn try_batch(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        self.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    /// The rows of a query, or of several in one round trip.
    pub(super) async fn rows(&mut self, sql: &str) -> Result<Vec<MySqlRow>> {
        let rows = self.connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        rows.map_err(|cause| fault::of_query(cause, sql, &self.url))
    }

    /// The first column of a query, as text.
    pub(crate) async fn first_column(&mut self, query: &str) -> Result<Vec<Option<String>>> {
        Ok(self.rows(query).await?.iter().map(|row| text(row, 0)).collect())
    }

    /// The first value of the first row; empty where there is none.
    pub(super) async fn one(&mut self, sql: &str) -> Result<String> {
        Ok(self.rows(sql).await?.first().and_then(|row| text(row, 0)).unwrap_or_default())
    }

    /// Turns a failure of the driver into an error that names this target.
    pub(super) fn fault(&self, cause: sqlx::Error, action: &str) -> Error {
        fault::of_query(cause, action, &self.url)
    }
}

/// A column of a row as text, whatever its type: rows come in the text protocol, and in UTF-8.
pub(super) fn text(row: &MySqlRow, column: usize) -> Option<String> {
    use sqlx::Row as _;
    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(column).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A column of a row as text; empty where it is NULL.
pub(super) fn value(row: &MySqlRow, column: usize) -> String {
    text(row, column).unwrap_or_default()
}

/// `10.11.19-MariaDB-…` as `101119`. MariaDB may put `5.5.5-` before it.
fn number(version: &str) -> u32 {
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    version.split('.').take(3).map(digits).fold(0, |number, part: u32| number * 100 + part)
}

fn without_database(url: &Url) -> Result<MySqlConnectOptions> {
    let driver = driver_options(url)?;
    // The driver cannot forget a database: it is taken out of the URL.
    if driver.get_database().is_none() {
        return Ok(driver);
    }
    let secret = url.secret();
    let start = secret.find("://").map_or(0, |at| at + 3);
    let end = secret[start..].find('?').map_or(secret.len(), |at| start + at);
    let slash = secret[start..end].rfind('/').map_or(end, |at| start + at);
    let bare = format!("{}{}", &secret[..slash], &secret[end..]);
    options(&bare, url)
}

/// The driver's view of a URL.
pub(super) fn driver_options(url: &Url) -> Result<MySqlConnectOptions> {
    options(url.secret(), url)
}

fn options(secret: &str, url: &Url) -> Result<MySqlConnectOptions> {
    let secret = secret.strip_prefix("mariadb://").map_or_else(|| secret.to_owned(), |rest| format!("mysql://{rest}"));
    let driver = MySqlConnectOptions::from_str(&secret)
        .map_err(|cause| Error::Unreachable { url: url.to_string(), reason: cause.to_string() })?;
    Ok(driver
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .set_names(false)
        .timezone(None)
        .statement_cache_capacity(0)
        .disable_statement_logging())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_grow() {
        assert_eq!(number("10.11.19-MariaDB-0+deb12u1-log"), 101_119);
        assert_eq!(number("5.5.5-10.6.5-MariaDB"), 100_605);
        assert_eq!(number("8.0.36"), 80_036);
        assert_eq!(number("11.4.2-MariaDB"), 110_402);
    }
}
