//! The loop on a real PostgreSQL, where `GROUNDLINE_TEST_POSTGRES` names a server.
#![expect(clippy::panic, reason = "a helper of tests says what is wrong by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reconcile::status::{Health, Operation, Sync};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, email text);\n";

/// A database of its own on the test server; dropped by `drop`.
struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new database; nothing, and said so, where there is no server.
    async fn fresh(name: &str) -> Option<Self> {
        let Ok(server) = std::env::var("GROUNDLINE_TEST_POSTGRES") else {
            eprintln!("skipped: GROUNDLINE_TEST_POSTGRES is not set");
            return None;
        };
        let database = Self { server, name: format!("groundline_loop_{name}_{}", std::process::id()) };
        run(&database.server, &format!("CREATE DATABASE {}", database.name)).await;
        Some(database)
    }

    /// Its URL, by way of another port where one is given.
    fn url(&self, port: Option<u16>) -> String {
        let (scheme, rest) = self.server.split_once("://").expect("a URL");
        let authority = rest.split(['/', '?']).next().expect("a host");
        let authority = match (port, authority.rsplit_once('@')) {
            (None, _) => authority.to_owned(),
            (Some(port), Some((user, _))) => format!("{user}@127.0.0.1:{port}"),
            (Some(port), None) => format!("127.0.0.1:{port}"),
        };
        format!("{scheme}://{authority}/{}?sslmode=disable", self.name)
    }

    /// The address of the server.
    fn address(&self) -> String {
        let rest = self.server.split_once("://").expect("a URL").1;
        let host = rest.split(['/', '?']).next().expect("a host");
        host.rsplit_once('@').map_or(host, |(_, host)| host).to_owned()
    }

    async fn drop(self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn run(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.expect("the server answers");
    let ran = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    ran.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("it closes");
}

/// A daemon on a world with one target at this URL.
async fn daemon(world: &World, url: String) -> Running {
    world.write_target("pg", "env:PG_URL", "postgres");
    let mut settings = world.settings();
    settings.variables = Arc::new(move |name| (name == "PG_URL").then(|| url.clone()));
    Running::start(settings).await
}

#[tokio::test]
async fn a_commit_becomes_a_changed_postgresql_database_and_drift_is_found() {
    let Some(database) = Database::fresh("change").await else { return };
    let world = World::of(&[]).await;
    world.write_target("pg", "env:PG_URL", "postgres");
    let first = world.commit_schema(USERS);
    let mut daemon = daemon(&world, database.url(None)).await;
    daemon.in_sync("pg", &first).await;
    run(&database.url(None), "INSERT INTO users VALUES (1, 'Ada')").await;
    let second = world.commit_schema(WITH_EMAIL);
    let status = daemon.in_sync("pg", &second).await;
    assert_eq!((status.health, status.operation), (Health::Reachable, Operation::Idle));
    assert!(!status.url.contains(":p"), "{}", status.url);

    run(&database.url(None), "CREATE INDEX by_hand ON users (name)").await;
    // The server publishes the counters of the token when the session that changed something ends.
    daemon.wake();
    let drifted = daemon.target("pg", "drifted", |target| target.sync == Sync::Drifted).await;
    let objects = drifted.drift.expect("what drifted").objects;
    assert_eq!(objects[0].object, "index public.by_hand");
    daemon.end().await;
    database.drop().await;
}

#[tokio::test]
async fn an_unchanged_target_costs_one_query() {
    let Some(database) = Database::fresh("query").await else { return };
    let (port, queries) = counting_proxy(database.address()).await;
    let world = World::of(&[]).await;
    world.write_target("pg", "env:PG_URL", "postgres");
    let revision = world.commit_schema(USERS);
    let mut daemon = daemon(&world, database.url(Some(port))).await;
    let mut before = daemon.in_sync("pg", &revision).await.last_verified;
    let mut costs = Vec::new();
    for _ in 0..3 {
        let counted = queries.load(Ordering::SeqCst);
        daemon.wake();
        before = daemon.target("pg", "visited", |target| target.last_verified > before).await.last_verified;
        costs.push(queries.load(Ordering::SeqCst) - counted);
    }
    assert_eq!(costs.last(), Some(&1), "{costs:?}");
    daemon.end().await;
    database.drop().await;
}

/// Stands between and counts what clients ask to be executed.
async fn counting_proxy(server: String) -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let queries = Arc::new(AtomicU64::new(0));
    let counted = queries.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let upstream = TcpStream::connect(&server).await.expect("the server answers");
            client.set_nodelay(true).and(upstream.set_nodelay(true)).expect("a socket takes it");
            let ((from_client, mut to_client), (mut from_server, to_server)) =
                (client.into_split(), upstream.into_split());
            tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
            tokio::spawn(forward(from_client, to_server, counted.clone()));
        }
    });
    (port, queries)
}

/// Forwards what a client says, message by message: simple queries and executions are counted.
async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, queries: Arc<AtomicU64>) -> std::io::Result<()> {
    let mut is_first = true;
    loop {
        let kind = if is_first { None } else { Some(from.read_u8().await?) };
        let length = from.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        from.read_exact(&mut body).await?;
        if matches!(kind, Some(b'Q' | b'E')) {
            queries.fetch_add(1, Ordering::SeqCst);
        }
        let message: Vec<u8> = kind.into_iter().chain(length.to_be_bytes()).chain(body).collect();
        to.write_all(&message).await?;
        is_first = false;
    }
}
