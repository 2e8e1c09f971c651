//! What changed in a target and Git did not ask for.

use reconcile::status::{ChangeWord, Health, Operation, Reason, Sync};

use crate::world::World;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const VIEW: &str = "CREATE VIEW names AS SELECT name FROM users;\n";

#[tokio::test]
async fn drift_is_found_shown_and_not_reverted_and_its_end_is_seen() {
    let world = World::of(&["a"]).await;
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &revision).await;

    world.sql("a", "CREATE INDEX by_hand ON users (name)").await;
    daemon.wake();
    let drifted = daemon.target("a", "drifted", |target| target.sync == Sync::Drifted).await;
    assert_eq!((drifted.health, drifted.reason), (Health::Degraded, Reason::Drift), "the drift mode is alert");
    let objects = drifted.drift.expect("what drifted").objects;
    assert_eq!((objects[0].object.as_str(), objects[0].change), ("index by_hand", ChangeWord::Added));
    let kept = daemon.store.open_drift("a").await.unwrap().expect("the store has it");
    assert!(kept.diff.contains("by_hand"), "{}", kept.diff);
    assert_eq!(
        world.text("a", "SELECT name FROM sqlite_master WHERE name = 'by_hand'").await.as_deref(),
        Some("by_hand")
    );

    world.sql("a", "DROP INDEX by_hand").await;
    daemon.wake();
    let good = daemon.target("a", "in sync again", |target| target.sync == Sync::InSync).await;
    assert_eq!((good.health, good.drift), (Health::Reachable, None));
    assert_eq!(daemon.store.open_drift("a").await.unwrap(), None);
    let kinds: Vec<_> = daemon.store.events(Some("a"), 2).await.unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["drift-ended", "drift-found"]);
    daemon.end().await;
}

#[tokio::test]
async fn drift_that_git_takes_over_is_in_sync() {
    let world = World::of(&["a"]).await;
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &revision).await;
    world.sql("a", "CREATE INDEX by_hand ON users (name)").await;
    daemon.wake();
    daemon.target("a", "drifted", |target| target.sync == Sync::Drifted).await;
    let adopted = world.commit_schema(&format!("{USERS}CREATE INDEX by_hand ON users (name);\n"));
    daemon.in_sync("a", &adopted).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_change_in_git_on_a_drifted_target_shows_both_and_waits() {
    let world = World::of(&["a"]).await;
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &revision).await;
    world.sql("a", "CREATE INDEX by_hand ON users (name)").await;
    let pending = world.commit_schema(&format!("{USERS}{VIEW}"));
    let diverged = daemon.target("a", "diverged", |target| target.sync == Sync::Diverged).await;
    assert_eq!((diverged.operation, diverged.reason), (Operation::Blocked, Reason::DriftInTheWay));
    assert!(diverged.message.contains("index by_hand added"), "{}", diverged.message);
    let steps = diverged.plan.expect("the plan is shown").steps.join("\n");
    assert!(steps.contains("by_hand") && steps.contains("names"), "{steps}");

    world.sql("a", "DROP INDEX by_hand").await;
    daemon.wake();
    daemon.in_sync("a", &pending).await;
    daemon.end().await;
}

#[tokio::test]
async fn with_drift_off_only_git_is_compared() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\ndrift = \"off\"\n");
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    let before = daemon.in_sync("a", &revision).await;
    world.sql("a", "CREATE VIEW by_hand AS SELECT 1 AS one").await;
    daemon.wake();
    let after = daemon.target("a", "looked at", |target| target.last_verified > before.last_verified).await;
    assert_eq!(after.sync, Sync::InSync);
    daemon.end().await;
}
