//! One session with a PostgreSQL database: how it is opened, and the ways in which SQL goes through it.
//!
//! Not what is asked: that is in the files beside. Invariant: every session of the program is called `groundline`.

use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::fault;
use crate::live::{Options, Version};
use crate::rows::Conflicts;
use crate::{Error, Result, Steering, Url};

/// The oldest server that is understood.
const OLDEST: u32 = 140_000;

/// One session with a PostgreSQL database.
pub struct Session {
    pub(super) connection: PgConnection,
    pub(super) url: Url,
    pub(super) version: u32,
    /// How often the target's lock was taken and not given back.
    pub(super) is_locked: bool,
    /// What steers the online changes that are made in it.
    pub(super) steering: Steering,
    /// What happens to rows that were changed since, when a step is undone.
    pub(super) conflicts: Conflicts,
}

impl Session {
    pub(crate) async fn connect(url: &Url, options: &Options) -> Result<Self> {
        Self::connect_to(url, None, options).await
    }

    /// Opens a session with another database of the same server.
    pub(super) async fn connect_to(url: &Url, database: Option<&str>, options: &Options) -> Result<Self> {
        Ok(Self::connect_and_ask(url, database, options, "").await?.0)
    }

    /// Opens a session and asks for something in the same query; gives the first value of its last row.
    pub(super) async fn connect_and_ask(
        url: &Url,
        database: Option<&str>,
        options: &Options,
        query: &str,
    ) -> Result<(Self, String)> {
        let mut driver = driver_options(url)?;
        if let Some(database) = database {
            driver = driver.database(database);
        }
        let opening = tokio::time::timeout(options.connect_timeout, PgConnection::connect_with(&driver));
        let connection = match opening.await {
            Ok(opened) => opened.map_err(|cause| fault::of_connect(cause, url))?,
            Err(_) => {
                let reason = format!("no answer within {} s", options.connect_timeout.as_secs());
                return Err(Error::Unreachable { url: url.to_string(), reason });
            }
        };
        let mut session = Self {
            connection,
            url: url.clone(),
            version: 0,
            is_locked: false,
            steering: options.steering.clone(),
            conflicts: options.conflicts,
        };
        // Not as a startup parameter: poolers refuse those.
        let read_only = if options.read_only { "on" } else { "off" };
        let opening = format!(
            "SET client_min_messages = warning; SET default_transaction_read_only = {read_only}; \
             SHOW server_version_num; {query}"
        );
        let rows = session.rows(&opening).await?;
        let value = |row: Option<&PgRow>| row.and_then(|row| text(row, 0).ok().flatten()).unwrap_or_default();
        session.version = value(rows.first()).parse().unwrap_or(0);
        session.refuse_old_server()?;
        Ok((session, value(rows.last())))
    }

    /// Lets the server look whether this process lives while a statement runs or waits for a lock: what a killed process
    /// left behind would hold up others. A server on a system that cannot look (the parameter's page names Linux, macOS,
    /// illumos and the BSDs) refuses, and then `lock_timeout` is the bound.
    pub(super) async fn ends_with_its_process(&mut self) {
        if let Err(error) = self.batch("SET client_connection_check_interval = '3s'").await {
            tracing::debug!(%error, "the server cannot look whether its clients live");
        }
        // A machine or network that is gone says no goodbye: the session ends within a minute, and its locks with it.
        let asks = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";
        if let Err(error) = self.batch(asks).await {
            tracing::debug!(%error, "the server does not ask whether the other end is there");
        }
    }

    fn refuse_old_server(&self) -> Result<()> {
        if self.version >= OLDEST {
            return Ok(());
        }
        Err(Error::Refused {
            what: self.url.to_string(),
            reason: format!("PostgreSQL {} is too old; 14 and later are understood", self.version / 10_000),
        })
    }

    pub(crate) async fn version(&mut self) -> Result<Version> {
        Ok(Version { text: self.one("SHOW server_version").await?, number: self.version })
    }

    pub(crate) async fn close(self) -> Result<()> {
        let Self { connection, url, .. } = self;
        connection.close().await.map_err(|cause| fault::of_query(cause, "close", &url))
    }

    /// Runs SQL whose result is not looked at; several statements go in one implicit transaction.
    pub(super) async fn batch(&mut self, sql: &str) -> Result<()> {
        self.try_batch(sql).await.map_err(|cause| fault::of_statement(cause, sql, &self.url))
    }

    /// As `batch`, with the driver's own error.
    pub(super) async fn try_batch(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        self.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
    }

    /// The rows of a query without parameters, as text.
    pub(super) async fn rows(&mut self, sql: &str) -> Result<Vec<PgRow>> {
        let rows = self.connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        rows.map_err(|cause| fault::of_query(cause, sql, &self.url))
    }

    /// The first column of a query, as text.
    pub(crate) async fn first_column(&mut self, query: &str) -> Result<Vec<Option<String>>> {
        let rows = self.rows(query).await?;
        let first = rows.iter().map(|row| text(row, 0)).collect::<Result<_, _>>();
        first.map_err(|cause| fault::of_query(cause, query, &self.url))
    }

    /// The first value of the first row, as text; empty where there is none.
    pub(super) async fn one(&mut self, sql: &str) -> Result<String> {
        let rows = self.rows(sql).await?;
        let first = rows.first().map(|row| text(row, 0)).transpose();
        Ok(first.map_err(|cause| fault::of_query(cause, sql, &self.url))?.flatten().unwrap_or_default())
    }

    /// Turns a failure of the driver into an error that names this target.
    pub(super) fn fault(&self, cause: sqlx::Error, action: &str) -> Error {
        fault::of_query(cause, action, &self.url)
    }
}

/// A column of a row as text, whatever its type.
pub(super) fn text(row: &PgRow, column: usize) -> Result<Option<String>, sqlx::Error> {
    use sqlx::Row as _;
    row.try_get_unchecked::<Option<String>, _>(column)
}

fn driver_options(url: &Url) -> Result<PgConnectOptions> {
    let driver = PgConnectOptions::from_str(url.secret())
        .map_err(|cause| Error::Unreachable { url: url.to_string(), reason: cause.to_string() })?;
    Ok(driver.application_name("groundline").disable_statement_logging())
}
