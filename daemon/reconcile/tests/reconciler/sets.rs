//! Target sets whose ids a query on a control database finds: members come and go, and errors stay with their member.

use std::collections::BTreeMap;
use std::sync::Arc;

use reconcile::members::ask;
use reconcile::status::{DaemonStatus, Health, Operation, Reason, Sync};
use sqlx::{AssertSqlSafe, Connection as _};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);\n";
const QUERY: &str = "SELECT id FROM tenants WHERE active";
const TENANTS: &str = "CREATE TABLE tenants (id TEXT, active INTEGER NOT NULL DEFAULT 1); INSERT INTO tenants (id) VALUES ('acme'), ('globex')";

/// A schema repo with one target set, whose ids a control database of SQLite has.
async fn world() -> World {
    let world = World::of(&[]).await;
    write_set(&world, QUERY, "env:CONTROL");
    world.sql("control", TENANTS).await;
    world
}

fn write_set(world: &World, query: &str, url: &str) {
    let databases = world.database("tenant-{id}").display().to_string();
    let text = format!(
        "[[target-set]]\nname = \"tenant-{{id}}\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"sqlite:{databases}\"\n\
         ids = {{ query = \"{query}\", url = \"{url}\" }}\n"
    );
    world.write("targets/tenants.toml", &text);
}

async fn daemon(world: &World) -> Running {
    let control = format!("sqlite:{}", world.database("control").display());
    let mut settings = world.settings();
    settings.variables = Arc::new(move |name| (name == "CONTROL").then(|| control.clone()));
    Running::start(settings).await
}

fn names(status: &DaemonStatus) -> Vec<&str> {
    status.targets.iter().filter(|target| !target.orphaned).map(|target| target.name.as_str()).collect()
}

fn says(status: &DaemonStatus, what: &str) -> bool {
    status.source.diagnostics.iter().any(|diagnostic| diagnostic.message.contains(what))
}

#[tokio::test]
async fn members_come_and_go_as_the_query_finds_them() {
    let world = world().await;
    let revision = world.commit_schema(USERS);
    let mut daemon = daemon(&world).await;
    daemon.in_sync("tenant-acme", &revision).await;
    daemon.in_sync("tenant-globex", &revision).await;

    world
        .sql("control", "INSERT INTO tenants (id) VALUES ('initech'); UPDATE tenants SET active = 0 WHERE id = 'acme'")
        .await;
    daemon.wake();
    daemon.in_sync("tenant-initech", &revision).await;
    let gone = daemon.target("tenant-acme", "gone", |target| target.orphaned).await;
    assert_eq!((gone.operation, gone.reason), (Operation::Idle, Reason::Orphaned));
    assert!(gone.message.contains("no longer found by the query"), "{}", gone.message);
    assert!(world.text("tenant-acme", "SELECT name FROM sqlite_schema WHERE name = 'users'").await.is_some());

    let second = world.commit_schema(WITH_EMAIL);
    daemon.in_sync("tenant-globex", &second).await;
    daemon.in_sync("tenant-initech", &second).await;
    world.sql("control", "UPDATE tenants SET active = 1").await;
    daemon.wake();
    let back = daemon.in_sync("tenant-acme", &second).await;
    assert!(!back.orphaned && back.last_run.is_some());
    let events = daemon.store.events(None, 1000).await.expect("the events are read");
    assert_eq!(events.iter().filter(|event| event.kind == "members-changed").count(), 3);
    daemon.end().await;
}

#[tokio::test]
async fn a_member_has_a_history_and_a_drift_of_its_own() {
    let world = world().await;
    let revision = world.commit_schema(USERS);
    let mut daemon = daemon(&world).await;
    daemon.in_sync("tenant-acme", &revision).await;
    daemon.in_sync("tenant-globex", &revision).await;
    world.sql("tenant-acme", "CREATE INDEX by_hand ON users (name)").await;
    daemon.wake();
    daemon.target("tenant-acme", "drifted", |target| target.sync == Sync::Drifted).await;
    let drifts = daemon.store.drifts(None).await.expect("drift is read");
    assert_eq!(drifts.iter().map(|drift| drift.target.as_str()).collect::<Vec<_>>(), ["tenant-acme"]);
    let filter = |name: &str| reconcile::store::HistoryFilter { target: Some(name.to_owned()), ..Default::default() };
    for name in ["tenant-acme", "tenant-globex"] {
        assert_eq!(daemon.store.history(&filter(name)).await.expect("history is read").len(), 1, "{name}");
    }
    daemon.end().await;
}

#[tokio::test]
async fn errors_stay_with_their_member() {
    let world = world().await;
    std::fs::write(world.database("tenant-broken"), "this is no database, and long enough to be seen as none").unwrap();
    let more = "INSERT INTO tenants (id) VALUES ('broken'), ('../up'), (NULL), ('acme')";
    world.sql("control", more).await;
    let revision = world.commit_schema(USERS);
    let mut daemon = daemon(&world).await;
    daemon.in_sync("tenant-acme", &revision).await;
    daemon.in_sync("tenant-globex", &revision).await;
    daemon.target("tenant-broken", "degraded", |target| target.health == Health::Degraded).await;
    let status = daemon.now();
    assert_eq!(names(&status), ["tenant-acme", "tenant-broken", "tenant-globex"]);
    for what in ["is NULL", "cannot stand in names and URLs"] {
        assert!(says(&status, what), "{what}: {:#?}", status.source);
    }
    daemon.end().await;
}

#[tokio::test]
async fn a_query_that_fails_keeps_the_members_that_are_known() {
    let world = world().await;
    let first = world.commit_schema(USERS);
    let mut daemon = daemon(&world).await;
    daemon.in_sync("tenant-acme", &first).await;
    daemon.in_sync("tenant-globex", &first).await;
    world.sql("control", "ALTER TABLE tenants RENAME TO moved").await;
    daemon.wake();
    let status = daemon.until("told", |status| says(status, "2 known member(s) stay")).await;
    assert!(says(&status, "no such table: tenants"), "{:#?}", status.source);
    let second = world.commit_schema(WITH_EMAIL);
    daemon.in_sync("tenant-acme", &second).await;
    daemon.end().await;

    // They are known after a restart too, while the control database is away.
    std::fs::rename(world.database("control"), world.database("away")).unwrap();
    let third = world.commit_schema(USERS.replace("NOT NULL", "").as_str());
    world.write(
        "policies/rollout.toml",
        "mode = \"auto\"\n[[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"data-loss\"\nreason = \"x\"\n",
    );
    let fourth = world.commit("consent");
    assert_ne!(third, fourth);
    let mut daemon = self::daemon(&world).await;
    daemon.in_sync("tenant-globex", &fourth).await;
    daemon.until("told", |status| says(status, "there is no such file")).await;

    std::fs::rename(world.database("away"), world.database("control")).unwrap();
    world.sql("control", "ALTER TABLE moved RENAME TO tenants; DELETE FROM tenants WHERE id = 'acme'").await;
    daemon.wake();
    daemon.target("tenant-acme", "gone", |target| target.orphaned).await;
    daemon.until("no longer told", |status| status.source.diagnostics.is_empty()).await;
    daemon.end().await;
}

#[tokio::test]
async fn another_query_is_asked_at_once_and_until_then_nobody_goes() {
    let world = world().await;
    let first = world.commit_schema(USERS);
    let mut daemon = daemon(&world).await;
    daemon.in_sync("tenant-globex", &first).await;
    write_set(&world, "SELECT id FROM tenants WHERE id <> 'acme'; SELECT 1", "env:CONTROL");
    let second = world.commit("a query that is two");
    daemon.in_sync("tenant-acme", &second).await;
    daemon.until("told", |status| says(status, "it has 2 statements")).await;
    write_set(&world, "SELECT id FROM tenants WHERE id <> 'acme'", "env:CONTROL");
    let third = world.commit("one query");
    daemon.in_sync("tenant-globex", &third).await;
    daemon.target("tenant-acme", "gone", |target| target.orphaned).await;
    daemon.end().await;
}

/// The answer of a query that is to be a target set's.
async fn answer(query: &str, url: &str) -> Result<Vec<Option<String>>, String> {
    let targets = format!(
        "[[target-set]]\nname = \"t-{{id}}\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"sqlite:{{id}}.db\"\n\
         ids = {{ query = \"{query}\", url = \"env:CONTROL\" }}\n"
    );
    let project = "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n".to_owned();
    let table = "CREATE TABLE t (id INTEGER);\n".to_owned();
    let files = [("groundline.toml", project), ("schemas/shop/t.sql", table), ("targets/t.toml", targets)];
    let files: BTreeMap<String, Vec<u8>> =
        files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
    let files = reconcile::desired::load(&files);
    let state = files.expect("it loads");
    let url = url.to_owned();
    let variable = move |_: &str| Some(url.clone());
    let asked = ask(&state.queried_sets[0], &variable, std::path::Path::new("/")).await;
    asked.map_err(|error| reconcile::chain(&error))
}

fn texts(ids: &[&str]) -> Result<Vec<Option<String>>, String> {
    Ok(ids.iter().map(|id| Some((*id).to_owned())).collect())
}

#[tokio::test]
async fn a_control_database_of_postgresql_is_asked_and_only_read() {
    let Ok(url) = std::env::var("GROUNDLINE_TEST_POSTGRES") else {
        return eprintln!("skipped: GROUNDLINE_TEST_POSTGRES is not set");
    };
    assert_eq!(answer("SELECT g, 'x' FROM generate_series(1, 3) AS g", &url).await, texts(&["1", "2", "3"]));
    assert_eq!(answer("VALUES ('a'::text), (NULL)", &url).await, Ok(vec![Some("a".to_owned()), None]));
    let uuid = "SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid;  -- one";
    assert_eq!(answer(uuid, &url).await, texts(&["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]));
    let writes = answer("CREATE TABLE groundline_members_write (id int)", &url).await.expect_err("it writes");
    assert!(writes.contains("read-only"), "{writes}");
    let trick = answer("SET transaction_read_only = off; CREATE TABLE x (id int)", &url).await.expect_err("two");
    assert!(trick.contains("2 statements"), "{trick}");
}

#[tokio::test]
async fn a_control_database_of_mysql_is_asked_and_only_read() {
    let Ok(url) = std::env::var("GROUNDLINE_TEST_MYSQL") else {
        return eprintln!("skipped: GROUNDLINE_TEST_MYSQL is not set");
    };
    assert_eq!(answer("SELECT 1 UNION SELECT 22 ORDER BY 1", &url).await, texts(&["1", "22"]));
    assert_eq!(answer("SELECT 'ä', 1 UNION ALL SELECT NULL, 2", &url).await, Ok(vec![Some("ä".to_owned()), None]));
    let options: sqlx::mysql::MySqlConnectOptions = url.parse().expect("a URL");
    let mut server = sqlx::mysql::MySqlConnection::connect_with(&options).await.expect("the server answers");
    let name = format!("groundline_members_{}", std::process::id());
    let sql = format!(
        "CREATE DATABASE {name}; CREATE TABLE {name}.tenants (id int unsigned); INSERT INTO {name}.tenants VALUES (7)"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut server).await.expect("it is made");
    assert_eq!(answer(&format!("SELECT id FROM {name}.tenants"), &url).await, texts(&["7"]));
    let writes = answer(&format!("DELETE FROM {name}.tenants"), &url).await.expect_err("it writes");
    assert!(writes.to_lowercase().contains("read only") || writes.contains("read-only"), "{writes}");
    sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name}"))).execute(&mut server).await.expect("it is dropped");
    server.close().await.expect("it closes");
}
