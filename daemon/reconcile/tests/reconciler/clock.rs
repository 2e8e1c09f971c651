//! The wall clock is set forth and back while the daemon runs, and is wrong when it starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use reconcile::daemon::Settings;
use reconcile::status::{Clock, Health, Timestamp};
use reconcile::store::HistoryFilter;

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);\n";
const POLICY: &str = "mode = \"auto\"\n[[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"data-loss\"\nreason = \"a test\"\n";
const KEPT: &str = "SELECT name FROM sqlite_master WHERE name LIKE 'groundline\\_kept%' ESCAPE '\\'";
const YEAR: i64 = 366 * 86_400_000;

/// The machine's clock, set wrong by so many milliseconds.
#[derive(Clone, Default)]
struct Wrong(Arc<AtomicI64>);

impl Wrong {
    fn set(&self, by: i64) {
        self.0.store(by, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let by = self.0.clone();
        Clock::of(move || Timestamp::from_millis(Timestamp::now().millis() + by.load(Ordering::SeqCst)))
    }
}

/// Looks for expired snapshots at every visit.
fn settings(world: &World, wrong: &Wrong) -> Settings {
    Settings { purge_interval: Duration::ZERO, clock: wrong.clock(), ..world.settings() }
}

async fn visited(daemon: &mut Running, name: &str) {
    let before = daemon.now().target(name).expect("it is there").last_verified;
    daemon.wake();
    daemon.target(name, "visited", |target| target.last_verified != before).await;
}

#[tokio::test]
async fn a_clock_that_jumps_loses_nothing_and_holds_up_nothing() {
    let (world, wrong) = (World::of(&["a"]).await, Wrong::default());
    world.write("policies/rollout.toml", POLICY);
    let first = world.commit_schema(WITH_EMAIL);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.in_sync("a", &first).await;
    world.sql("a", "INSERT INTO users VALUES (1, 'Ada', 'ada@example.org')").await;
    let second = world.commit_schema(USERS);
    daemon.in_sync("a", &second).await;

    // Ten years forth: what is kept for thirty days is still kept.
    wrong.set(10 * YEAR);
    visited(&mut daemon, "a").await;
    visited(&mut daemon, "a").await;
    assert!(world.text("a", KEPT).await.is_some(), "the values were dropped because the clock was set");
    let third = world.commit_schema(&format!("{USERS}CREATE TABLE t (id INTEGER);\n"));
    daemon.in_sync("a", &third).await;

    // Before the computer age: the daemon goes on, and history is in the order of what happened.
    wrong.set(-60 * YEAR);
    visited(&mut daemon, "a").await;
    let fourth = world.commit_schema(WITH_EMAIL);
    let status = daemon.in_sync("a", &fourth).await;
    assert!(status.last_verified.is_some_and(|at| at < Timestamp::from_millis(0)), "{status:#?}");
    assert_eq!(world.text("a", "SELECT email FROM users").await.as_deref(), Some("ada@example.org"));
    let history = daemon.store.history(&HistoryFilter::default()).await.expect("history is read");
    assert_eq!(history.iter().map(|run| run.run).collect::<Vec<_>>(), [4, 3, 2, 1]);
    let newest = HistoryFilter { limit: Some(1), ..HistoryFilter::default() };
    assert_eq!(daemon.store.history(&newest).await.expect("history is read")[0].revision, Some(fourth));
    assert!(daemon.store.verify_events(&[]).await.expect("the events are read").is_ok());
    daemon.end().await;
}

#[tokio::test]
async fn a_daemon_that_starts_with_a_wrong_clock_drops_nothing_at_once() {
    let (world, wrong) = (World::of(&["a"]).await, Wrong::default());
    world.write("policies/rollout.toml", POLICY);
    let first = world.commit_schema(WITH_EMAIL);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.in_sync("a", &first).await;
    let second = world.commit_schema(USERS);
    daemon.in_sync("a", &second).await;
    daemon.end().await;

    wrong.set(10 * YEAR);
    let patient = Settings { purge_interval: Duration::from_secs(3600), ..settings(&world, &wrong) };
    let mut daemon = Running::start(patient).await;
    daemon.in_sync("a", &second).await;
    visited(&mut daemon, "a").await;
    assert!(world.text("a", KEPT).await.is_some(), "the values were dropped though the clock may be set right yet");
    daemon.end().await;
}

#[tokio::test]
async fn history_is_forgotten_when_the_policy_keeps_it_no_longer_and_the_rest_is_whole() {
    let (world, wrong) = (World::of(&["a"]).await, Wrong::default());
    world.write("policies/rollout.toml", POLICY);
    world.write("policies/approval.toml", "keep_history = \"730d\"\n");
    let first = world.commit_schema(WITH_EMAIL);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.in_sync("a", &first).await;
    let whole = daemon.store.verify_events(&[]).await.expect("the events are read").expect("nothing was changed");
    let anchor = whole.last.expect("there are events");
    daemon.end().await;

    wrong.set(YEAR);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    let second = world.commit_schema(USERS);
    daemon.in_sync("a", &second).await;
    assert_eq!(daemon.store.history(&HistoryFilter::default()).await.expect("history is read").len(), 2);
    daemon.end().await;

    // Two years and a half after the first run, one and a half after the second.
    wrong.set(5 * YEAR / 2);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.event("history-forgotten").await;
    visited(&mut daemon, "a").await;
    let history = daemon.store.history(&HistoryFilter::default()).await.expect("history is read");
    assert_eq!(
        history.iter().map(|run| run.run).collect::<Vec<_>>(),
        [2],
        "the ledger does not bring the first run back"
    );
    let whole = daemon
        .store
        .verify_events(std::slice::from_ref(&anchor))
        .await
        .expect("the events are read")
        .expect("the rest is whole");
    assert!(whole.forgotten.is_some_and(|last| last.id >= anchor.id), "the first year is gone");
    daemon.end().await;
}

#[tokio::test]
async fn what_expired_is_dropped_though_the_clock_was_set_forth_and_back() {
    let (world, wrong) = (World::of(&["a"]).await, Wrong::default());
    world.write("policies/rollout.toml", &format!("retention = \"1s\"\n{POLICY}"));
    let first = world.commit_schema(WITH_EMAIL);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.in_sync("a", &first).await;
    wrong.set(10 * YEAR);
    visited(&mut daemon, "a").await;
    wrong.set(0);
    let second = world.commit_schema(USERS);
    daemon.in_sync("a", &second).await;
    while world.text("a", KEPT).await.is_some() {
        visited(&mut daemon, "a").await;
    }
    daemon.end().await;
}

#[tokio::test]
async fn what_fails_is_tried_again_whatever_the_clock_says() {
    let (world, wrong) = (World::of(&["a"]).await, Wrong::default());
    let late = world.repo().with_file_name("late");
    world.write_target("late", &format!("sqlite:{}/late.db", late.display()), "sqlite");
    let revision = world.commit_schema(USERS);
    let mut daemon = Running::start(settings(&world, &wrong)).await;
    daemon.in_sync("a", &revision).await;
    daemon.target("late", "degraded", |target| target.health == Health::Degraded).await;
    for by in [10 * YEAR, -10 * YEAR] {
        wrong.set(by);
        let failed = daemon.now().target("late").expect("it is there").consecutive_failures;
        daemon.target("late", "tried again", |target| target.consecutive_failures > failed).await;
    }
    std::fs::create_dir(&late).expect("a folder");
    daemon.in_sync("late", &revision).await;
    daemon.end().await;
}
