//! Approvals between the check and the claim: what is taken away while the target's lock is waited for does not count.

use std::process::Command;

use engine::{Live, LockState, Options, Url};
use reconcile::approval::stamp;
use reconcile::status::{Operation, Reason, Timestamp};
use review::approval::{Action, NAMESPACE, Risk, Statement};

use crate::world::World;

const BEFORE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";
const AFTER: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT);\n";
const FILE: &str = "approvals/1/bob@example.com.approval";

fn keygen(args: &[&str]) {
    let status = Command::new("ssh-keygen").args(args).status().expect("ssh-keygen runs");
    assert!(status.success(), "ssh-keygen {args:?}");
}

#[tokio::test]
async fn an_approval_that_is_taken_away_before_the_claim_does_not_count() {
    let world = World::of(&["a"]).await;
    let key = world.state().with_extension("key").display().to_string();
    keygen(&["-q", "-t", "ed25519", "-N", "", "-f", &key]);
    let public = std::fs::read_to_string(format!("{key}.pub")).expect("a key");
    let person = |name: &str, keys: &str| {
        format!("[[person]]\nname = \"{name}\"\nemails = [\"{name}@example.com\"]\nkeys = [{keys}]\n\n")
    };
    let people = [person("ada", ""), person("bob", &format!("\"{}\"", public.trim()))].concat();
    world.write("access/people.toml", &people);
    world.write("policies/approval.toml", "[[rule]]\nwhen = 'true'\napprovals = [{ from = \"person:bob\" }]\n");
    world.sql("a", BEFORE).await;
    let first = world.commit_schema(BEFORE);
    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &first).await;

    world.commit_schema(AFTER);
    let waits = daemon.target("a", "it waits", |target| target.reason == Reason::NeedsApproval).await;
    let digest = waits.plan.expect("a plan").digest;
    let plan = daemon.store.plan(&digest).await.expect("it is read").expect("it is there").plan;
    let statement = Statement {
        action: Action::Approve,
        project: "shop".to_owned(),
        target: "a".to_owned(),
        plan: digest,
        base: plan.base,
        revision: "none".to_owned(),
        risk: Risk::Critical,
        approver: "bob@example.com".to_owned(),
        via: None,
        expires: stamp(Timestamp::now().after(std::time::Duration::from_secs(3600))),
        reason: None,
    };
    world.write(FILE, &statement.text());
    keygen(&["-Y", "sign", "-n", NAMESPACE, "-f", &key, &world.repo().join(FILE).display().to_string()]);

    // Somebody works on the target while the approval comes.
    let url = Url::parse(&format!("sqlite:{}", world.database("a").display()), |_| None).expect("a URL");
    let mut other = Live::connect(&url, &Options::default()).await.expect("it connects");
    assert_eq!(other.lock().await.expect("it answers"), LockState::Held);
    let approved = world.commit("approve");
    let is_looked_at = |target: &reconcile::status::TargetStatus| {
        target.operation == Operation::Planning && target.revision.desired.as_deref() == Some(approved.as_str())
    };
    daemon.target("a", "it is looked at", is_looked_at).await;
    world.git(&["rm", "-r", "--quiet", "approvals"]);
    let gone = world.commit("take it away");
    other.close().await.expect("it closes");

    let waits = daemon
        .target("a", "it waits again", |target| {
            target.reason == Reason::NeedsApproval
                && target.operation == Operation::AwaitingApproval
                && target.revision.desired.as_deref() == Some(gone.as_str())
        })
        .await;
    assert!(waits.last_run.is_none(), "{waits:?}");
    let verdict = waits.plan.and_then(|plan| plan.approval).expect("it was judged");
    assert!(verdict.counted.is_empty(), "{verdict:?}");
    assert_eq!(world.text("a", "SELECT name FROM pragma_table_info('t') WHERE name = 'note'").await, None);
    daemon.end().await;
}
