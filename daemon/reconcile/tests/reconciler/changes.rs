//! From a commit to a changed database.

use reconcile::status::{Health, Operation, Reason, Sync, Who};
use reconcile::store::HistoryFilter;

use crate::world::World;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const WITH_EMAIL: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);\n";

#[tokio::test]
async fn a_commit_becomes_a_changed_database() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    let status = daemon.in_sync("a", &first).await;
    assert_eq!((status.health, status.operation, status.reason), (Health::Reachable, Operation::Idle, Reason::InSync));
    assert_eq!(status.last_run.expect("it ran").state, "succeeded");
    world.sql("a", "INSERT INTO users (name) VALUES ('Ada')").await;

    let second = world.commit_schema(WITH_EMAIL);
    daemon.in_sync("a", &second).await;
    assert_eq!(world.text("a", "SELECT name FROM users WHERE email IS NULL").await.as_deref(), Some("Ada"));

    let history = daemon.store.history(&HistoryFilter::default()).await.unwrap();
    let revisions: Vec<_> = history.iter().map(|run| run.revision.clone()).collect();
    assert_eq!(revisions, [Some(second), Some(first)]);
    let journal = daemon.store.journal("a", history[1].run).await.unwrap();
    assert_eq!(journal.first().map(|line| line.point.as_str()), Some("run-begins"));
    assert_eq!(journal.last().map(|line| line.point.as_str()), Some("run-ends"));
    assert!(daemon.store.verify_events(&[]).await.unwrap().is_ok());
    daemon.end().await;
}

#[tokio::test]
async fn a_broken_target_does_not_hold_up_the_others() {
    let world = World::of(&["a", "b", "c"]).await;
    world.write_target("gone", &format!("sqlite:{}/no/such/folder/x.db", world.repo().display()), "sqlite");
    world.write_target("down", "postgres://nobody@127.0.0.1:1/nothing", "postgres");
    world.write_target("unset", "env:NOT_SET", "sqlite");
    let revision = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    for name in world.targets() {
        daemon.in_sync(name, &revision).await;
    }
    for (name, health) in [("gone", Health::Degraded), ("down", Health::Unreachable)] {
        let stalled = daemon.target(name, "stalled", |target| target.operation == Operation::Stalled).await;
        assert_eq!((stalled.sync, stalled.health), (Sync::Unknown, health), "{stalled:#?}");
        assert!(stalled.consecutive_failures >= 4, "{stalled:#?}");
        assert_eq!(stalled.next.expect("somebody has to look").who, Who::Operator);
    }
    let unset = daemon.target("unset", "blocked", |target| target.operation == Operation::Blocked).await;
    assert_eq!(unset.reason, Reason::BadSettings);
    assert!(unset.message.contains("`NOT_SET` is not set"), "{}", unset.message);
    daemon.end().await;
}

#[tokio::test]
async fn broken_sql_is_shown_with_its_place_and_changes_nothing() {
    let world = World::of(&["a"]).await;
    let good = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &good).await;
    world
        .commit_schema("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE VIEW v AS SELEC 1;\n");
    let status = daemon.target("a", "blocked", |target| target.reason == Reason::BrokenSql).await;
    assert_eq!(status.operation, Operation::Blocked);
    assert!(status.message.starts_with("schemas/shop/shop.sql:2:"), "{}", status.message);
    let all = daemon.until("told", |status| !status.source.diagnostics.is_empty()).await;
    assert!(all.source.diagnostics[0].location.starts_with("schemas/shop/shop.sql:2:"), "{all:#?}");
    let mended = world.commit_schema(WITH_EMAIL);
    daemon.in_sync("a", &mended).await;
    assert_eq!(daemon.now().source.diagnostics, []);
    daemon.end().await;
}

#[tokio::test]
async fn a_change_that_loses_data_waits_for_consent_and_a_revert_brings_the_data_back() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(WITH_EMAIL);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    world.sql("a", "INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.com')").await;

    world.commit_schema(USERS);
    let blocked = daemon.target("a", "blocked", |target| target.operation == Operation::Blocked).await;
    assert_eq!((blocked.sync, blocked.reason), (Sync::Pending, Reason::MissingConsent));
    let next = blocked.next.expect("a committer has to consent");
    let write = next.write.expect("a ready entry");
    assert_eq!((next.who, write.file.as_str()), (Who::Committer, "policies/rollout.toml"));
    assert!(!blocked.plan.expect("a plan is ready").missing_consent.is_empty());
    assert!(world.text("a", "SELECT email FROM users").await.is_some(), "nothing ran");

    let reason = write.text.replace("reason = \"\"", "reason = \"nobody reads it\"");
    world.write("policies/rollout.toml", &format!("mode = \"auto\"\n{reason}"));
    let dropped = world.commit("consent");
    daemon.in_sync("a", &dropped).await;
    let columns = "SELECT group_concat(name) FROM pragma_table_info('users')";
    assert_eq!(world.text("a", columns).await.as_deref(), Some("id,name"));

    world.write("schemas/shop/shop.sql", WITH_EMAIL);
    let back = world.commit("revert");
    daemon.in_sync("a", &back).await;
    assert_eq!(world.text("a", "SELECT email FROM users").await.as_deref(), Some("ada@example.com"));
    daemon.end().await;
}

#[tokio::test]
async fn in_mode_manual_a_plan_waits_for_a_person() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", "mode = \"manual\"\n");
    world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    let waiting = daemon.target("a", "waiting", |target| target.operation == Operation::AwaitingApproval).await;
    assert_eq!((waiting.sync, waiting.reason), (Sync::Pending, Reason::ManualMode));
    let command = waiting.next.expect("a person applies it").command.expect("a command");
    assert_eq!(command, format!("groundline apply --repo {} --target a", world.repo().display()));
    let plan = daemon.store.ready_plan("a").await.unwrap().expect("the plan is kept");
    assert_eq!(Some(plan.plan.digest), waiting.plan.map(|plan| plan.digest));
    assert_eq!(world.text("a", "SELECT name FROM sqlite_master WHERE name = 'users'").await, None);

    world.write("policies/rollout.toml", "mode = \"auto\"\n");
    let auto = world.commit("mode auto");
    daemon.in_sync("a", &auto).await;
    daemon.end().await;
}

#[tokio::test]
async fn while_git_suspends_it_a_plan_is_shown_and_nothing_is_applied() {
    let world = World::of(&["a"]).await;
    world.write("policies/rollout.toml", "mode = \"auto\"\nsuspend = true\n");
    world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    let waiting = daemon.target("a", "waiting", |target| target.reason == Reason::Suspended).await;
    assert_eq!((waiting.sync, waiting.operation), (Sync::Pending, Operation::AwaitingApproval));
    assert!(waiting.plan.is_some() && waiting.next.is_some());
    assert_eq!(world.text("a", "SELECT name FROM sqlite_master WHERE name = 'users'").await, None);

    world.write("policies/rollout.toml", "mode = \"auto\"\n");
    let again = world.commit("go on");
    daemon.in_sync("a", &again).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_step_that_fails_is_undone_and_not_run_again_at_the_same_commit() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    world.sql("a", "INSERT INTO users (name) VALUES ('Ada'), ('Ada')").await;
    world.commit_schema(&format!(
        "{USERS}CREATE TABLE extra (id INTEGER PRIMARY KEY);\nCREATE UNIQUE INDEX one ON users (name);\n"
    ));
    let failed = daemon
        .target("a", "failed", |target| {
            target.operation == Operation::Failed && target.last_verified >= Some(target.since)
        })
        .await;
    assert_eq!((failed.sync, failed.reason), (Sync::Pending, Reason::StepFailed), "{failed:#?}");
    assert_eq!(world.text("a", "SELECT name FROM sqlite_master WHERE name = 'extra'").await, None, "it was undone");
    let runs = daemon.store.history(&HistoryFilter::default()).await.unwrap().len();

    daemon.wake();
    daemon.wake();
    daemon.target("a", "looked at again", |target| target.last_verified > failed.last_verified).await;
    assert_eq!(daemon.store.history(&HistoryFilter::default()).await.unwrap().len(), runs, "it did not run again");

    world.sql("a", "DELETE FROM users WHERE id = 2").await;
    let again = world.commit("try again");
    daemon.in_sync("a", &again).await;
    daemon.end().await;
}
