//! Waves: canaries first, bake time, room, and a failure that stops what comes later.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use reconcile::daemon::Settings;
use reconcile::status::{Clock, Operation, Reason, Timestamp, Who};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const UNIQUE: &str = "CREATE UNIQUE INDEX one ON users (name);\n";
const INDEX: &str = "SELECT name FROM sqlite_master WHERE name = 'one'";
const MINUTE: i64 = 60_000;

/// The points of all runs, as they came: target and point.
type Points = Arc<Mutex<Vec<(String, String)>>>;

fn watched(world: &World) -> (Settings, Points) {
    let points = Points::default();
    let seen = points.clone();
    let checkpoint = move |target: &str, point: &str| {
        seen.lock().expect("nobody panicked").push((target.to_owned(), point.to_owned()));
        Ok(())
    };
    (Settings { checkpoint: Some(Arc::new(checkpoint)), ..world.settings() }, points)
}

#[tokio::test]
async fn a_canary_that_fails_stops_the_others_until_it_is_what_git_says() {
    let world = World::of(&["a", "b", "c"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\ncanary = [\"b\"]\n");
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    for name in ["a", "b", "c"] {
        daemon.in_sync(name, &first).await;
    }
    world.sql("b", "INSERT INTO users (name) VALUES ('Ada'), ('Ada')").await;
    let second = world.commit_schema(&format!("{USERS}{UNIQUE}"));
    for name in ["a", "c"] {
        let held = daemon.target(name, "held", |target| target.reason == Reason::WaveFailed).await;
        assert_eq!(held.operation, Operation::AwaitingWave);
        assert_eq!(held.message, "wave 2 of 2 is stopped because `b` failed");
        assert_eq!(held.next.expect("somebody mends it").who, Who::Committer);
        assert_eq!(world.text(name, INDEX).await, None, "nothing ran on {name}");
    }

    // Somebody mends the canary by hand: it is what Git says, and the others go on.
    world.sql("b", "DELETE FROM users WHERE id = 2").await;
    world.sql("b", UNIQUE).await;
    daemon.wake();
    for name in ["a", "b", "c"] {
        assert_eq!(daemon.in_sync(name, &second).await.wave, None);
    }
    daemon.end().await;
}

#[tokio::test]
async fn another_commit_gives_the_waves_another_try() {
    let world = World::of(&["a", "b"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\ncanary = [\"a\"]\n");
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    daemon.in_sync("b", &first).await;
    world.sql("a", "INSERT INTO users (name) VALUES ('Ada'), ('Ada')").await;
    world.commit_schema(&format!("{USERS}{UNIQUE}"));
    daemon.target("b", "held", |target| target.reason == Reason::WaveFailed).await;
    let other = world.commit_schema(&format!("{USERS}CREATE TABLE extra (id INTEGER PRIMARY KEY);\n"));
    daemon.in_sync("a", &other).await;
    daemon.in_sync("b", &other).await;
    daemon.end().await;
}

#[tokio::test]
async fn waves_come_one_after_the_other() {
    let world = World::of(&["a", "b", "c", "d"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\n[environment.dev]\ncanary = [\"d\"]\nwave = 1\n");
    let revision = world.commit_schema(USERS);
    let (settings, points) = watched(&world);
    let mut daemon = Running::start(settings).await;
    for name in ["a", "b", "c", "d"] {
        daemon.in_sync(name, &revision).await;
    }
    daemon.end().await;
    let points = points.lock().expect("nobody panicked");
    let begun: Vec<_> =
        points.iter().filter(|(_, point)| point == "run-begins").map(|(name, _)| name.as_str()).collect();
    assert_eq!(begun, ["d", "a", "b", "c"]);
}

#[tokio::test]
async fn no_more_targets_are_changed_at_once_than_the_policy_says() {
    let world = World::of(&["a", "b", "c", "d"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\nparallelism = 1\n");
    let revision = world.commit_schema(USERS);
    let (settings, points) = watched(&world);
    let mut daemon = Running::start(settings).await;
    for name in ["a", "b", "c", "d"] {
        daemon.in_sync(name, &revision).await;
    }
    daemon.end().await;
    let (mut running, mut most) = (0_i32, 0);
    for (_, point) in points.lock().expect("nobody panicked").iter() {
        running += i32::from(point == "run-begins") - i32::from(point == "run-ends");
        most = most.max(running);
    }
    assert_eq!(most, 1);
}

#[tokio::test]
async fn the_next_wave_waits_for_the_bake_time_also_over_a_restart() {
    let world = World::of(&["a", "b"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\ncanary = [\"a\"]\nbake = \"30m\"\n");
    let revision = world.commit_schema(USERS);
    let clock = Arc::new(AtomicI64::new(1_796_126_400_000));
    let settings = || {
        let shown = clock.clone();
        Settings { clock: Clock::of(move || Timestamp::from_millis(shown.load(Ordering::SeqCst))), ..world.settings() }
    };
    let mut daemon = Running::start(settings()).await;
    let canary = daemon.in_sync("a", &revision).await;
    let ended = canary.last_run.and_then(|run| run.ended).expect("it ran");
    let opens = Timestamp::from_millis(ended.millis() + 30 * MINUTE);
    let held = daemon.target("b", "held", |target| target.wave.as_ref().is_some_and(|wave| wave.opens.is_some())).await;
    assert_eq!((held.operation, held.reason), (Operation::AwaitingWave, Reason::EarlierWave));
    assert_eq!(held.wave.and_then(|wave| wave.opens), Some(opens));
    assert_eq!(held.message, format!("wave 2 of 2 waits until the wave before it has baked, {opens}"));
    daemon.end().await;

    clock.fetch_add(29 * MINUTE, Ordering::SeqCst);
    let mut daemon = Running::start(settings()).await;
    daemon.in_sync("a", &revision).await;
    daemon.target("b", "held", |target| target.wave.as_ref().is_some_and(|wave| wave.opens == Some(opens))).await;
    assert_eq!(world.text("b", "SELECT name FROM sqlite_master WHERE name = 'users'").await, None, "nothing ran");
    clock.fetch_add(MINUTE, Ordering::SeqCst);
    daemon.wake();
    daemon.in_sync("b", &revision).await;
    daemon.end().await;
}
