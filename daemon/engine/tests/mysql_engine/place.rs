//! A database of its own for one test on the server of `GROUNDLINE_TEST_MYSQL`, and a second pair of eyes on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::{Live, Options, Scope, Scratch, Source, SqlDiagnostic, Url};
use schema::{Database, Facts, Kind, Object};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

/// A database of its own.
pub(crate) struct Place {
    /// Its URL.
    pub(crate) url: Url,
    /// Its name.
    pub(crate) name: String,
    text: String,
    server: String,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// Makes it; where there is no server the test says that it was skipped.
    pub(crate) async fn new(test: &str) -> Option<Self> {
        let Ok(server) = std::env::var("GROUNDLINE_TEST_MYSQL") else {
            println!("skipped: {test}: GROUNDLINE_TEST_MYSQL is not set");
            return None;
        };
        let name = format!("place_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        run(&server, &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")).await;
        let text = format!("{}/{name}", server.trim_end_matches('/'));
        let url = Url::parse(&text, |_| None).expect("a URL");
        Some(Self { url, name, text, server })
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
        let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(0).expect("text").unwrap_or_default();
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// A connection beside the program.
    pub(crate) async fn connection(&self) -> MySqlConnection {
        MySqlConnection::connect(&self.text).await.expect("a connection")
    }

    /// Whether its server is a MariaDB; where it is not, what only MariaDB has is said to be skipped.
    pub(crate) async fn is_mariadb(&self, test: &str) -> bool {
        let is_mariadb = self.ask("SELECT VERSION()").await.contains("MariaDB");
        if !is_mariadb {
            println!("skipped: {test}: the server is not MariaDB");
        }
        is_mariadb
    }

    /// The statement of a table, without its name and its counter.
    pub(crate) async fn show(&self, table: &str) -> String {
        let mut connection = self.connection().await;
        let sql = format!("SHOW CREATE TABLE {table}");
        let row = connection.fetch_one(sqlx::raw_sql(AssertSqlSafe(sql))).await.expect("a row");
        let text = String::from_utf8(row.try_get_unchecked::<Vec<u8>, _>(1).expect("text")).expect("UTF-8");
        let text = text.replacen(&format!("`{table}`"), "", 1);
        match text.split_once(" AUTO_INCREMENT=") {
            Some((before, after)) => before.to_owned() + after.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => text,
        }
    }

    /// Ends a session of the server, if it is still there.
    pub(crate) async fn kill(&self, session: &str) {
        let mut connection = self.connection().await;
        let killed = connection.execute(sqlx::raw_sql(AssertSqlSafe(format!("KILL {session}")))).await;
        if let Err(error) = killed {
            assert!(error.to_string().contains("Unknown thread id"), "{error}");
        }
    }

    /// Its URL with the password.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The same database with another user.
    pub(crate) fn as_user(&self, user: &str, password: &str) -> Url {
        let (_, rest) = self.text.split_once("://").expect("a scheme");
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        Url::parse(&format!("mysql://{user}:{password}@{host}"), |_| None).expect("a URL")
    }

    /// What is in it.
    pub(crate) async fn inspected(&self) -> Database {
        let mut live = self.live().await;
        let found = live.inspect(&Scope::default()).await.expect("inspected");
        live.close().await.expect("closed");
        found
    }

    /// What a scratch database like it makes of the SQL.
    pub(crate) async fn elaborated(&self, sql: &str) -> Result<Database, Vec<SqlDiagnostic>> {
        let mut live = self.live().await;
        let mut scratch = Scratch::like(&mut live, None).await.expect("a scratch database");
        let loaded = scratch.load(&[source("test.sql", sql)]).await;
        let database = scratch.inspect(&Scope::default()).await;
        scratch.discard().await.expect("discarded");
        live.close().await.expect("closed");
        loaded.map(|()| database.expect("inspected"))
    }

    /// Drops it, with what the ledger has of it.
    pub(crate) async fn drop(self) {
        let has_ledger = "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'groundline' AND TABLE_NAME = 'snapshot'";
        if self.ask(has_ledger).await != "0" {
            let of = format!("target = '{}'", self.name);
            run(
                &self.server,
                &format!(
                    "DELETE FROM groundline.step WHERE {of}; \
                     DELETE FROM groundline.snapshot WHERE {of}; DELETE FROM groundline.run WHERE {of}"
                ),
            )
            .await;
        }
        if self.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'groundline' AND TABLE_NAME = 'online'").await != "0" {
            run(&self.server, &format!("DELETE FROM groundline.online WHERE target = '{}'", self.name)).await;
        }
        run(&self.server, &format!("DROP DATABASE {}", self.name)).await;
    }
}

/// One file of desired SQL.
pub(crate) fn source(path: &str, text: &str) -> Source {
    let id = schema::Digest::of_parts([text.as_bytes()]).hex();
    Source { path: path.to_owned(), id, text: Arc::from(text) }
}

/// The object of that kind and dotted name.
pub(crate) fn object<'a>(database: &'a Database, kind: Kind, dotted: &str) -> &'a Object {
    let found = database.objects.values().find(|object| object.id.kind == kind && object.id.dotted() == dotted);
    found.unwrap_or_else(|| panic!("no {kind} {dotted} among {:?}", database.objects.keys().collect::<Vec<_>>()))
}

/// The definition of a stored program, a view's query or a foreign key.
pub(crate) fn definition(object: &Object) -> &str {
    match &object.facts {
        Facts::Program(program) => &program.definition,
        Facts::View(view) => &view.query,
        Facts::Constraint(constraint) => &constraint.definition,
        other => panic!("{other:?}"),
    }
}

/// What differs between two databases, in words.
pub(crate) fn differences(left: &Database, right: &Database) -> Vec<String> {
    let changes = schema::diff(left, right);
    let shown = |change: &schema::Change<'_>| {
        format!(
            "{} {}\n{:#?}\n{:#?}",
            change.object().id,
            change.word(),
            left.get(&change.object().id),
            right.get(&change.object().id)
        )
    };
    changes.iter().map(shown).collect()
}

pub(crate) async fn run(url: &str, sql: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("a connection");
    // As clients do: the driver would add modes of its own.
    connection.execute("SET SESSION sql_mode = @@global.sql_mode, time_zone = @@global.time_zone").await.expect("set");
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    connection.close().await.expect("closed");
}

/// A table with the numbers from 1 to that one, in its column `n`: MariaDB and MySQL have no other that both know.
pub(crate) fn numbers(upto: usize) -> String {
    let list = format!("CONCAT('[0', REPEAT(',0', {}), ']')", upto.saturating_sub(1));
    format!("JSON_TABLE({list}, '$[*]' COLUMNS (n FOR ORDINALITY)) numbers")
}

/// A connection that writes as clients do.
pub(crate) async fn connect(url: &str) -> MySqlConnection {
    let mut connection = MySqlConnection::connect(url).await.expect("a connection");
    let settings =
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES', time_zone = @@global.time_zone, innodb_lock_wait_timeout = 20";
    connection.execute(settings).await.expect("set");
    connection
}

/// Runs statements in one transaction; gives it up where others are in the way.
pub(crate) async fn transact(connection: &mut MySqlConnection, statements: &[String]) {
    connection.execute(sqlx::raw_sql("START TRANSACTION")).await.expect("begun");
    for statement in statements {
        if let Err(error) = connection.execute(sqlx::raw_sql(AssertSqlSafe(statement.as_str()))).await {
            let number = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
            // Deadlocks, lock timeouts, duplicates, and columns that have another name by now: clients live with them.
            assert!(matches!(number.as_deref(), Some("40001" | "HY000" | "23000" | "42S22")), "{error}: {statement}");
            connection.execute(sqlx::raw_sql("ROLLBACK")).await.expect("rolled back");
            return;
        }
    }
    connection.execute(sqlx::raw_sql("COMMIT")).await.expect("committed");
}

/// Begins a transaction with a statement, and leaves it open.
pub(crate) async fn transact_open(connection: &mut MySqlConnection, statement: &str) {
    connection.execute(sqlx::raw_sql("START TRANSACTION")).await.expect("begun");
    connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(statement))).await.expect("ran");
}
