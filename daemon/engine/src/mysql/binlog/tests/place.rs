//! A database of its own on the server of `GROUNDLINE_TEST_MYSQL`, and a feed of a table in it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::super::{Event, Feed, Key, Position, Watched, current_position};
use crate::live::Options;
use crate::mysql::Session;
use crate::mysql::session::value;
use crate::{Result, Url};

/// A database, and a session with it whose settings are those of who replays.
pub(super) struct Place {
    pub(super) url: Url,
    pub(super) name: String,
    pub(super) session: Session,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// Makes it; where there is no server, or one without a log, the test says that it was skipped.
    pub(super) async fn new(test: &str) -> Option<Self> {
        let Ok(server) = std::env::var("GROUNDLINE_TEST_MYSQL") else {
            println!("skipped: {test}: GROUNDLINE_TEST_MYSQL is not set");
            return None;
        };
        let name = format!("feed_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = Url::parse(&server, |_| None).expect("a URL");
        let mut session = Session::connect(&url, &Options::default()).await.expect("a session");
        if session.one("SELECT @@log_bin AND @@binlog_format = 'ROW'").await.expect("an answer") != "1" {
            println!("skipped: {test}: the server of GROUNDLINE_TEST_MYSQL writes no log of rows");
            return None;
        }
        let sql = format!(
            "CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci; USE {name}; \
             SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',ALLOW_INVALID_DATES')"
        );
        session.batch(&sql).await.expect("a database");
        Some(Self { url, name, session })
    }

    /// Whether the server is a MariaDB.
    pub(super) fn is_mariadb(&self) -> bool {
        self.session.is_mariadb()
    }

    /// Makes a table, in place of one that may be there.
    pub(super) async fn make(&mut self, table: &str, what: &str) {
        self.run(&format!("DROP TABLE IF EXISTS {table}; CREATE TABLE {table} {what}")).await;
    }

    /// Another session with it.
    pub(super) async fn again(&self) -> Session {
        let mut session = Session::connect(&self.url, &Options::default()).await.expect("a session");
        session.batch(&format!("USE {}", self.name)).await.expect("a database");
        session
    }

    pub(super) async fn run(&mut self, sql: &str) {
        self.session.batch(sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    pub(super) async fn rows(&mut self, sql: &str) -> Vec<String> {
        let rows = self.session.rows(sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        rows.iter().map(|row| value(row, 0)).collect()
    }

    /// Keeps other tests from changing how the server writes its log, until this one ends.
    pub(super) async fn lock_form_of_log(&mut self) {
        assert_eq!(self.rows("SELECT GET_LOCK('form of the log', 120)").await, ["1"]);
    }

    /// Makes a MariaDB compress what it writes, or write it as it is.
    pub(super) async fn compress_log(&mut self, on: bool) {
        if !self.is_mariadb() {
            return;
        }
        let (on, shortest) = if on { ("ON", 10) } else { ("OFF", 256) };
        self.run(&format!("SET GLOBAL log_bin_compress = {on}, log_bin_compress_min_len = {shortest}")).await;
    }

    pub(super) async fn watched(&mut self, table: &str, key: &[&str]) -> Result<Watched> {
        let key: Vec<_> = key.iter().map(|column| (*column).to_owned()).collect();
        Watched::read(&mut self.session, &self.name, table, &key).await
    }

    pub(super) async fn here(&mut self) -> Position {
        current_position(&mut self.session).await.expect("a log")
    }

    /// A feed of one table from now on.
    pub(super) async fn feed(&mut self, table: &str, key: &[&str]) -> Feed {
        let here = self.here().await;
        let watched = self.watched(table, key).await.expect("a table");
        self.feed_from(&here, vec![watched]).await
    }

    pub(super) async fn feed_from(&self, from: &Position, watched: Vec<Watched>) -> Feed {
        Feed::open(&self.url, from, watched).await.expect("a feed")
    }

    /// Everything that a feed tells up to where the log is now, but for the positions.
    pub(super) async fn told(&mut self, feed: &mut Feed) -> Vec<Event> {
        let here = self.here().await;
        let mut told = Vec::new();
        loop {
            match next(feed).await {
                Event::Committed { at, .. } if at >= here => return told,
                Event::Committed { .. } => {}
                event => told.push(event),
            }
        }
    }

    /// The keys that a feed tells up to where the log is now.
    pub(super) async fn keys(&mut self, feed: &mut Feed) -> Vec<Key> {
        let told = self.told(feed).await;
        told.into_iter()
            .flat_map(|event| match event {
                Event::Rows { keys, .. } => keys,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    /// Drops the database.
    pub(super) async fn drop(mut self) {
        let sql = format!("DROP DATABASE {}", self.name);
        self.run(&sql).await;
    }
}

/// The next event, within a time that no healthy server needs.
pub(super) async fn next(feed: &mut Feed) -> Event {
    let next = tokio::time::timeout(Duration::from_secs(60), feed.next()).await;
    next.expect("an event in time").unwrap_or_else(|error| panic!("{error}"))
}

/// Keys as one list for `IN`.
pub(super) fn list(feed: &Feed, keys: &[Key]) -> String {
    let mut sql = String::new();
    for key in keys {
        sql.push_str(if sql.is_empty() { "(" } else { ", " });
        key.write_tuple(&feed.watched()[0], &mut sql);
    }
    sql + ")"
}
