//! A plan that may not begin now: shown with the next moment, begun then by itself, or when a commit says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use engine::{Live, LockState, Options, Url};
use reconcile::daemon::Settings;
use reconcile::status::{Clock, Operation, Reason, Sync, TargetStatus, Timestamp, Who};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const NIGHT: &str = "mode = \"auto\"\n[[window]]\nname = \"night\"\nschedule = \"0 22 * * *\"\nduration = \"8h\"\n";
const FREEZE: &str = "[[freeze]]\nname = \"year-end\"\nstart = 2026-12-20\nend = 2027-01-03\n";
const TABLE: &str = "SELECT name FROM sqlite_master WHERE name = 'users'";

/// A clock that stands still until it is set.
#[derive(Clone)]
struct Still(Arc<AtomicI64>);

impl Still {
    fn at(moment: &str) -> Self {
        Self(Arc::new(AtomicI64::new(millis(moment))))
    }

    fn set(&self, moment: &str) {
        self.0.store(millis(moment), Ordering::SeqCst);
    }

    fn settings(&self, world: &World) -> Settings {
        let shown = self.0.clone();
        Settings { clock: Clock::of(move || Timestamp::from_millis(shown.load(Ordering::SeqCst))), ..world.settings() }
    }
}

fn millis(moment: &str) -> i64 {
    moment.parse::<Timestamp>().expect("a moment").millis()
}

async fn waiting(daemon: &mut Running) -> TargetStatus {
    daemon.target("a", "waiting", |target| target.operation == Operation::AwaitingWindow).await
}

#[tokio::test]
async fn outside_its_window_a_plan_waits_and_a_commit_that_lifts_the_window_lets_it_go() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", NIGHT);
    world.commit_schema(USERS);
    let mut daemon = Running::start(Still::at("2026-12-01T12:00:00Z").settings(&world)).await;
    let status = waiting(&mut daemon).await;
    assert_eq!((status.sync, status.reason), (Sync::Pending, Reason::OutsideWindow));
    assert_eq!(status.message, "waits for window `night`, which opens 2026-12-01 22:00 UTC");
    let window = status.window.expect("it says what it waits for");
    assert_eq!(window.opens.map(Timestamp::millis), Some(millis("2026-12-01T22:00:00Z")));
    assert_eq!(status.next.expect("it says what is next").who, Who::Daemon);
    assert!(status.plan.is_some(), "the plan is shown");
    assert_eq!(world.text("a", TABLE).await, None, "nothing ran");

    world.write("policies/rollout.toml", "mode = \"auto\"\n");
    let lifted = world.commit("at any time");
    let status = daemon.in_sync("a", &lifted).await;
    assert_eq!(status.window, None);
    assert!(world.text("a", TABLE).await.is_some());
    daemon.end().await;
}

#[tokio::test]
async fn when_the_window_opens_the_plan_begins_without_being_asked() {
    let (world, clock) = (World::of(&["a"]).await, Still::at("2026-12-01T21:59:59.950Z"));
    world.write("policies/rollout.toml", NIGHT);
    let revision = world.commit_schema(USERS);
    let mut daemon = Running::start(clock.settings(&world)).await;
    waiting(&mut daemon).await;
    assert_eq!(world.text("a", TABLE).await, None, "nothing ran");
    clock.set("2026-12-01T22:00:00Z");
    daemon.in_sync("a", &revision).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_freeze_beats_an_open_window_and_still_does_after_a_restart() {
    let (world, clock) = (World::of(&["a"]).await, Still::at("2026-12-24T23:00:00Z"));
    world.write("policies/rollout.toml", &format!("{NIGHT}{FREEZE}"));
    let revision = world.commit_schema(USERS);
    let mut daemon = Running::start(clock.settings(&world)).await;
    let status = waiting(&mut daemon).await;
    assert_eq!(status.reason, Reason::Frozen);
    assert_eq!(status.message, "waits for the end of freeze `year-end`, which ends 2027-01-04 00:00 UTC");
    daemon.end().await;

    clock.set("2026-12-25T12:00:00Z");
    let mut daemon = Running::start(clock.settings(&world)).await;
    let status = daemon.target("a", "looked at again", |target| target.reason == Reason::OutsideWindow).await;
    assert_eq!(
        status.message,
        "waits for window `night`, which opens 2026-12-25 22:00 UTC; freeze `year-end` also matches until 2027-01-04 00:00 UTC"
    );
    assert_eq!(
        status.window.and_then(|window| window.opens).map(Timestamp::millis),
        Some(millis("2027-01-04T00:00:00Z"))
    );
    assert_eq!(world.text("a", TABLE).await, None, "nothing ran");
    clock.set("2027-01-04T00:00:00Z");
    daemon.wake();
    daemon.in_sync("a", &revision).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_window_for_others_holds_up_nobody() {
    let world = World::of(&["a", "b"]).await;
    world.write("policies/rollout.toml", &NIGHT.replace("schedule", "targets = [\"a\"]\nschedule"));
    let revision = world.commit_schema(USERS);
    let mut daemon = Running::start(Still::at("2026-12-01T12:00:00Z").settings(&world)).await;
    daemon.in_sync("b", &revision).await;
    waiting(&mut daemon).await;
    daemon.end().await;
}

#[tokio::test]
async fn what_had_to_begin_by_a_moment_never_begins_late() {
    let (world, clock) = (World::of(&["a"]).await, Still::at("2026-12-01T23:30:00Z"));
    world.write("policies/rollout.toml", &format!("{NIGHT}start_by = \"1h\"\n"));
    world.commit_schema(USERS);
    let mut daemon = Running::start(clock.settings(&world)).await;
    let status = waiting(&mut daemon).await;
    assert_eq!(status.reason, Reason::StartByPassed);
    assert_eq!(
        status.message,
        "in window `night` nothing begins after 2026-12-01 23:00 UTC, and nothing begins late; waits for window `night`, which opens \
         2026-12-02 22:00 UTC"
    );
    world.write("policies/rollout.toml", &format!("{NIGHT}finish_by = \"8h\"\nestimate = \"7h\"\n"));
    let revision = world.commit("long");
    let status = daemon.target("a", "judged anew", |target| target.reason == Reason::CannotFinishInTime).await;
    assert_eq!(status.operation, Operation::AwaitingWindow);
    assert_eq!(world.text("a", TABLE).await, None, "nothing ran");
    clock.set("2026-12-02T22:00:00Z");
    daemon.wake();
    daemon.in_sync("a", &revision).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_window_that_ends_while_the_lock_of_the_target_is_waited_for_lets_nothing_begin() {
    let (world, clock) = (World::of(&["a"]).await, Still::at("2026-12-02T05:59:00Z"));
    world.write("policies/rollout.toml", NIGHT);
    world.commit_schema(USERS);
    let url = Url::parse(&format!("sqlite:{}", world.database("a").display()), |_| None).expect("a URL");
    let mut other = Live::connect(&url, &Options::default()).await.expect("it connects");
    assert_eq!(other.lock().await.expect("it answers"), LockState::Held);
    let mut daemon = Running::start(clock.settings(&world)).await;
    // What a run is to make of the target is written down when it was decided, before the lock is asked for.
    let is_decided = async {
        loop {
            if let Some(ready) = daemon.store.ready_plan("a").await.expect("it is read")
                && daemon.store.expectation("a", ready.plan.digest).await.expect("it is read").is_some()
            {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), is_decided).await.expect("it is decided");
    clock.set("2026-12-02T06:00:00Z");
    other.close().await.expect("it closes");
    let status = waiting(&mut daemon).await;
    assert_eq!(status.reason, Reason::OutsideWindow);
    assert!(status.last_run.is_none(), "{status:?}");
    assert_eq!(world.text("a", TABLE).await, None, "nothing ran");
    daemon.end().await;
}
