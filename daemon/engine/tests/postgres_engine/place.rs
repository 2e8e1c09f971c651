//! A database of its own for one test, and a second pair of eyes on it.

use std::sync::atomic::{AtomicU32, Ordering};

use engine::{Live, Options, Url};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

/// A database of its own.
pub(crate) struct Place {
    /// Its URL.
    pub(crate) url: Url,
    /// The same as text.
    pub(crate) text: String,
    server: String,
    name: String,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// Makes it; where there is no server the test says that it was skipped.
    pub(crate) async fn new(test: &str) -> Option<Self> {
        let server = crate::server::url(test).and_then(|_| std::env::var("GROUNDLINE_TEST_POSTGRES").ok())?;
        let name = format!("place_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        let (head, rest) = server.rsplit_once('/').expect("a path");
        let query = rest.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
        let text = format!("{head}/{name}{query}");
        let url = Url::parse(&text, |_| None).expect("a URL");
        Some(Self { url, text, server, name })
    }

    /// A session of the program with it.
    pub(crate) async fn live(&self) -> Live {
        Live::connect(&self.url, &Options::default()).await.expect("a session")
    }

    /// Runs SQL beside the program.
    pub(crate) async fn sql(&self, sql: &str) {
        run(&self.text, sql).await;
    }

    /// Asks for one value beside the program.
    pub(crate) async fn ask(&self, sql: &str) -> String {
        let mut connection = self.connection().await;
        let row = connection.fetch_one(sqlx::raw_sql(AssertSqlSafe(sql))).await.expect("a row");
        row.try_get_unchecked::<Option<String>, _>(0).expect("text").unwrap_or_default()
    }

    /// A connection beside the program.
    pub(crate) async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.text).await.expect("a connection")
    }

    /// The same database with another role.
    pub(crate) fn as_role(&self, role: &str, password: &str) -> Url {
        let (_, rest) = self.text.split_once("://").expect("a scheme");
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        Url::parse(&format!("postgres://{role}:{password}@{host}"), |_| None).expect("a URL")
    }

    /// Drops it.
    pub(crate) async fn drop(self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn run(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    connection.close().await.expect("closed");
}
