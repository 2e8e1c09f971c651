//! The loop on a real MySQL or MariaDB, where `GROUNDLINE_TEST_MYSQL` names a server.
#![expect(clippy::panic, reason = "a helper of tests says what is wrong by panicking")]

use std::sync::Arc;

use reconcile::status::{Health, Operation, Sync};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50) NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50) NOT NULL, email varchar(50));\n";

#[tokio::test]
async fn a_commit_becomes_a_changed_mysql_database_and_drift_is_found() {
    let Ok(server) = std::env::var("GROUNDLINE_TEST_MYSQL") else {
        eprintln!("skipped: GROUNDLINE_TEST_MYSQL is not set");
        return;
    };
    let name = format!("groundline_loop_{}", std::process::id());
    let url = format!("{}/{name}", server.trim_end_matches('/'));
    run(&server, &format!("CREATE DATABASE {name}")).await;
    let world = World::of(&[]).await;
    world.write_target("my", "env:MY_URL", "mysql");
    let first = world.commit_schema(USERS);
    let mut settings = world.settings();
    let given = url.clone();
    settings.variables = Arc::new(move |name| (name == "MY_URL").then(|| given.clone()));
    let mut daemon = Running::start(settings).await;
    daemon.in_sync("my", &first).await;
    run(&url, "INSERT INTO users VALUES (1, 'Ada')").await;
    let second = world.commit_schema(WITH_EMAIL);
    let status = daemon.in_sync("my", &second).await;
    assert_eq!((status.health, status.operation), (Health::Reachable, Operation::Idle));
    assert!(status.url.contains(":***@"), "{}", status.url);

    run(&url, "CREATE INDEX by_hand ON users (name)").await;
    daemon.wake();
    let drifted = daemon.target("my", "drifted", |target| target.sync == Sync::Drifted).await;
    assert_eq!(drifted.drift.expect("what drifted").objects[0].object, "table users");
    daemon.end().await;
    run(&server, &format!("DROP DATABASE {name}")).await;
}

async fn run(url: &str, sql: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("the server answers");
    let ran = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    ran.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("it closes");
}
