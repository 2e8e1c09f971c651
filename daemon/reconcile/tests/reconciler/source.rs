//! The schema repo when something is wrong with it.

use reconcile::daemon::Daemon;
use reconcile::status::{Reason, Sync};

use crate::world::{Running, World};

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";

#[tokio::test]
async fn broken_settings_keep_the_last_good_commit_in_force_and_show_every_error() {
    let world = World::of(&["a"]).await;
    let good = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &good).await;
    world.write("policies/rollout.toml", "mod = \"auto\"\nretention = 3\n");
    let broken = world.commit("break it");
    let status = daemon.until("refused", |status| status.source.broken_revision.is_some()).await;
    assert_eq!(status.source.revision.as_deref(), Some(good.as_str()));
    assert_eq!(status.source.broken_revision.as_deref(), Some(broken.as_str()));
    let places: Vec<&str> = status.source.diagnostics.iter().map(|one| one.location.as_str()).collect();
    assert!(places.iter().any(|place| place.starts_with("policies/rollout.toml:1:")), "{places:?}");
    assert!(places.iter().any(|place| place.starts_with("policies/rollout.toml:2:")), "{places:?}");
    let last = daemon.end().await;
    assert_eq!(last.target("a").map(|target| target.sync), Some(Sync::InSync));

    let mut daemon = world.daemon().await;
    let status = daemon.until("refused again", |status| status.source.broken_revision.is_some()).await;
    assert_eq!(status.source.revision.as_deref(), Some(good.as_str()), "the store remembers the last good one");
    world.write("policies/rollout.toml", "mode = \"auto\"\n");
    let mended = world.commit("mend it");
    daemon.in_sync("a", &mended).await;
    assert_eq!(daemon.now().source.broken_revision, None);
    daemon.end().await;
}

#[tokio::test]
async fn a_rewritten_history_goes_on_from_the_commit_that_a_person_accepts() {
    let world = World::of(&["a"]).await;
    world.commit_schema(USERS);
    let last = world.commit("the last good one");
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &last).await;
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.write("README.md", "written anew\n");
    let rewritten = world.commit("another history");
    daemon.until("refused", |status| status.source.failure.is_some()).await;
    daemon.end().await;

    let mut settings = world.settings();
    settings.accept = Some(rewritten.parse().expect("a whole id"));
    let mut daemon = Running::start(settings).await;
    daemon.in_sync("a", &rewritten).await;
    assert_eq!(daemon.now().source.failure, None);
    daemon.end().await;
}

#[tokio::test]
async fn a_rewritten_history_is_refused_and_reported_also_after_a_restart() {
    let world = World::of(&["a"]).await;
    world.commit_schema(USERS);
    let last = world.commit("the last good one");
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &last).await;
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.commit_schema("CREATE TABLE other (id INTEGER PRIMARY KEY);\n");
    for _ in 0..2 {
        let status = daemon.until("refused", |status| status.source.failure.is_some()).await;
        let message = status.source.failure.clone().expect("it is refused").message;
        assert!(message.contains("was rewritten"), "{message}");
        assert_eq!(status.source.revision.as_deref(), Some(last.as_str()));
        daemon.end().await;
        daemon = world.daemon().await;
    }
    assert_eq!(world.text("a", "SELECT name FROM sqlite_master WHERE name = 'other'").await, None);
    let events = daemon.store.events(None, 100).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == "revision-refused").count(), 1, "it is told once");
    world.git(&["reset", "--quiet", "--hard", &last]);
    daemon.until("followed again", |status| status.source.failure.is_none()).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_target_that_left_git_is_left_as_it_is_and_comes_back() {
    let world = World::of(&["a", "b"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    daemon.in_sync("b", &first).await;
    std::fs::rename(world.repo().join("targets/b.toml"), world.state().join("b.toml")).unwrap();
    world.commit("take b out");
    let orphan = daemon.target("b", "orphaned", |target| target.orphaned).await;
    assert_eq!((orphan.reason, orphan.next_reconcile), (Reason::Orphaned, None));
    assert!(world.text("b", "SELECT name FROM sqlite_master WHERE name = 'users'").await.is_some());
    std::fs::rename(world.state().join("b.toml"), world.repo().join("targets/b.toml")).unwrap();
    let back = world.commit("take b in again");
    assert!(!daemon.in_sync("b", &back).await.orphaned);
    daemon.end().await;
}

#[tokio::test]
async fn a_desired_schema_without_objects_does_not_empty_a_database() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    world.commit_schema("-- nothing is left\n");
    let blocked = daemon.target("a", "blocked", |target| target.reason == Reason::EmptyDesired).await;
    assert_eq!(blocked.sync, Sync::Pending);
    daemon.end().await;
}

#[tokio::test]
async fn a_second_daemon_on_the_same_state_is_refused() {
    let world = World::of(&["a"]).await;
    world.commit_schema(USERS);
    let daemon = world.daemon().await;
    let refused = Daemon::open(world.settings()).await.err().expect("it is refused").to_string();
    assert!(
        refused.starts_with(&format!("another daemon (process {}) uses the store", std::process::id())),
        "{refused}"
    );
    daemon.end().await;
}

#[tokio::test]
async fn a_path_without_a_repository_is_an_error_that_says_what_to_do() {
    let world = World::of(&[]).await;
    let mut settings = world.settings();
    settings.location = "/no/such/repository".parse().unwrap();
    let refused = Daemon::open(settings).await.err().expect("it is refused").to_string();
    assert!(refused.contains("`/no/such/repository` does not exist"), "{refused}");
}
