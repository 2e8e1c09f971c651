//! The review of plans: what the policy of the commit in force says, before anything runs.

use reconcile::status::{Operation, Reason, Sync, TargetStatus, Who};
use review::Level;

use crate::world::World;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n";
const BAD: &str = "CREATE TABLE BadName (id INTEGER PRIMARY KEY);\n";
const NAMING: &str = "[environment.dev.rules.naming-table]\nlevel = \"error\"\n";

fn is_refused(target: &TargetStatus) -> bool {
    target.reason == Reason::Review
}

#[tokio::test]
async fn an_error_keeps_the_plan_from_running_and_says_which_rule_where_and_what_to_do() {
    let world = World::of(&["a"]).await;
    world.write("policies/review.toml", NAMING);
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;

    world.commit_schema(&format!("{USERS}{BAD}"));
    let blocked = daemon.target("a", "refused by the review", is_refused).await;
    assert_eq!((blocked.sync, blocked.operation), (Sync::Pending, Operation::Blocked));
    assert!(blocked.message.contains("`naming-table` at schemas/shop/shop.sql:2:14: "), "{}", blocked.message);
    let next = blocked.next.expect("a committer has to act");
    assert_eq!(next.who, Who::Committer);
    assert!(next.what.contains("-- groundline: allow naming-table REASON"), "{}", next.what);
    let plan = blocked.plan.expect("the plan is shown");
    assert_eq!(plan.findings.iter().map(|finding| finding.level).max(), Some(Level::Error));
    assert_eq!(world.text("a", "SELECT name FROM sqlite_master WHERE name = 'BadName'").await, None);

    let allowed =
        world.commit_schema(&format!("{USERS}-- groundline: allow naming-table it is called so elsewhere\n{BAD}"));
    daemon.in_sync("a", &allowed).await;
    daemon.end().await;
}

#[tokio::test]
async fn the_policy_counts_by_environment_and_a_change_of_it_is_heeded_at_once() {
    let world = World::of(&["a"]).await;
    world.write("policies/review.toml", NAMING);
    world.commit_schema(BAD);
    let mut daemon = world.daemon().await;
    daemon.target("a", "refused by the review", is_refused).await;
    world.write("policies/review.toml", "[environment.dev.rules.naming-table]\nlevel = \"warning\"\n");
    let softer = world.commit("warn only");
    daemon.in_sync("a", &softer).await;
    daemon.end().await;
}

#[tokio::test]
async fn what_the_plan_does_not_touch_is_not_judged() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(&format!("{USERS}{BAD}"));
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    world.write("policies/review.toml", NAMING);
    let second = world.commit_schema(&format!("{USERS}{BAD}CREATE INDEX users_name ON users (name);\n"));
    daemon.in_sync("a", &second).await;
    daemon.end().await;
}

#[tokio::test]
async fn a_prohibition_of_the_team_is_found_in_the_steps() {
    let world = World::of(&["a"]).await;
    let first = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;
    let policy = "[rules.table-disallow-ddl]\nlevel = \"error\"\nlist = [\"users\"]\n";
    world.write("policies/review.toml", policy);
    world.commit_schema(&USERS.replace("NOT NULL)", "NOT NULL, email TEXT)"));
    let blocked = daemon.target("a", "refused by the review", is_refused).await;
    assert!(blocked.message.contains("`table-disallow-ddl` at step 1: "), "{}", blocked.message);
    let next = blocked.next.expect("a committer has to act");
    assert!(next.what.contains("in `policies/review.toml`"), "{}", next.what);
    daemon.end().await;
}

#[tokio::test]
async fn a_policy_that_is_wrong_refuses_the_commit_with_its_place() {
    let world = World::of(&["a"]).await;
    let good = world.commit_schema(USERS);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &good).await;
    world.write("policies/review.toml", "[rules.naming-table]\nlevel = \"loud\"\n");
    let bad = world.commit("a wrong policy");
    let status = daemon.until("refused", |status| status.source.broken_revision.as_deref() == Some(&bad)).await;
    assert_eq!(status.source.diagnostics[0].location, "policies/review.toml:2:9", "{status:#?}");
    assert_eq!(status.source.revision.as_deref(), Some(good.as_str()));
    daemon.end().await;
}
