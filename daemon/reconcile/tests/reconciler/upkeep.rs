//! What the loop looks after beside commits: runs that others made, snapshots that expire, a store that cannot be written.

use std::time::Duration;

use reconcile::checkout::Checkout;
use reconcile::rollout::{Entry, Journal, JournalError};
use reconcile::single;
use reconcile::status::Operation;
use reconcile::store::HistoryFilter;

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);\n";
const CONSENT: &str = "[[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"data-loss\"\nreason = \"a test\"\nuntil = 2999-01-01\n";

/// A journal of somebody who has no store.
struct Nowhere;

impl Journal for Nowhere {
    async fn record(&mut self, _: Entry<'_>) -> Result<(), JournalError> {
        Ok(())
    }
}

async fn happened(daemon: &Running, kind: &str) -> bool {
    let events = daemon.store.events(None, 1000).await.expect("the events are read");
    events.iter().any(|event| event.kind == kind)
}

#[tokio::test]
async fn what_somebody_applies_beside_the_daemon_is_taken_over() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", "mode = \"manual\"\n");
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.target("a", "waiting", |target| target.operation == Operation::AwaitingApproval).await;

    let checkout = Checkout::of_commit(&world.repo(), "HEAD").unwrap();
    let target = checkout.targets(Some("a")).unwrap()[0].clone();
    let assignment = checkout.assign(&target, &|_| None, None).unwrap();
    let planned = single::plan_assignment(&assignment).await.unwrap();
    single::apply(&assignment.site, &planned.plan, Some(&revision), &mut Nowhere).await.unwrap();

    daemon.wake();
    let status = daemon.in_sync("a", &revision).await;
    let last = status.last_run.expect("the run of somebody else is the last");
    assert_eq!((last.run, last.plan, last.state.as_str()), (1, planned.plan.digest, "succeeded"));
    assert!(last.ended.is_some_and(|ended| ended >= last.started), "{last:?}");
    let history = daemon.store.history(&HistoryFilter::default()).await.unwrap();
    assert_eq!(history.first().and_then(|run| run.revision.clone()), Some(revision));
    assert!(happened(&daemon, "run-found").await);

    single::undo(&assignment.site, None, &mut Nowhere).await.unwrap();
    daemon.wake();
    let undone = daemon.target("a", "undone", |target| target.sync == reconcile::status::Sync::Drifted).await;
    assert_eq!(undone.last_run.map(|run| (run.run, run.state)), Some((1, "undone".to_owned())));
    daemon.end().await;
}

/// A journal whose process dies where a step begins.
struct Dying;

impl Journal for Dying {
    async fn record(&mut self, entry: Entry<'_>) -> Result<(), JournalError> {
        match entry {
            Entry::StepBegins { .. } => Err(JournalError("it dies".to_owned())),
            _ => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_run_that_another_process_brings_to_its_end_is_the_last_run() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", "mode = \"manual\"\n");
    let revision = world.commit_schema(USERS);
    let checkout = Checkout::of_commit(&world.repo(), "HEAD").unwrap();
    let target = checkout.targets(Some("a")).unwrap()[0].clone();
    let assignment = checkout.assign(&target, &|_| None, None).unwrap();
    let planned = single::plan_assignment(&assignment).await.unwrap();
    single::apply(&assignment.site, &planned.plan, Some(&revision), &mut Dying).await.expect_err("it died");
    let ended = single::recover(&assignment.site, &mut Nowhere).await.unwrap().expect("it was open");

    let mut daemon = world.daemon().await;
    let status = daemon.in_sync("a", &revision).await;
    let last = status.last_run.expect("the run that was taken over is the last");
    assert_eq!((last.run, last.state.as_str(), last.failure), (ended.run.0, "succeeded", None));
    daemon.end().await;
}

#[tokio::test]
async fn snapshots_are_dropped_when_they_expire_and_not_before() {
    let world = World::of(&["a"]).await;
    let kept = "SELECT name FROM sqlite_master WHERE name LIKE 'groundline\\_kept%' ESCAPE '\\'";
    world.write("policies/rollout.toml", &format!("mode = \"auto\"\nretention = \"1s\"\n{CONSENT}"));
    let first = world.commit_schema(WITH_EMAIL);
    let mut settings = world.settings();
    settings.purge_interval = Duration::from_secs(3600);
    let mut daemon = Running::start(settings).await;
    daemon.in_sync("a", &first).await;
    let second = world.commit_schema(USERS);
    daemon.in_sync("a", &second).await;
    daemon.end().await;
    assert!(world.text("a", kept).await.is_some(), "it was dropped before its time");

    let mut settings = world.settings();
    settings.purge_interval = Duration::ZERO;
    let mut daemon = Running::start(settings).await;
    let mut seen = daemon.in_sync("a", &second).await.last_verified;
    while world.text("a", kept).await.is_some() {
        daemon.wake();
        seen = daemon.target("a", "visited", |target| target.last_verified > seen).await.last_verified;
    }
    assert!(happened(&daemon, "snapshots-purged").await);
    daemon.end().await;
}

#[tokio::test]
async fn while_the_store_cannot_be_written_nothing_is_applied_and_then_it_goes_on() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    world
        .store("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;")
        .await;
    let second = world.commit_schema(WITH_EMAIL);
    let halted = daemon.until("halted", |status| status.halted.is_some()).await;
    assert!(halted.halted.as_deref().is_some_and(|why| why.contains("the disk is full")), "{halted:#?}");
    let columns = "SELECT group_concat(name) FROM pragma_table_info('users')";
    assert_eq!(world.text("a", columns).await.as_deref(), Some("id,name"));

    world.store("DROP TRIGGER full;").await;
    daemon.in_sync("a", &second).await;
    assert_eq!(daemon.now().halted, None);
    daemon.end().await;
}
