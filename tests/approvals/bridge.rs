//! A bridge: reviews on a forge become statements that its own key signs, within its cap, and end when the reviews do.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::{Fault, Ran};

use super::world::{AFTER, Served, TWO, World, must};

/// Two must agree, and one of them may come through the bridge.
fn served() -> Result<Served, Fault> {
    let world = World::with(TWO)?;
    let key = world.new_key("bridge", &["-t", "ed25519"])?;
    let policy = format!("{TWO}[[bridge]]\nname = \"forge\"\nkeys = [\"{key}\"]\nat_most = 1\nup_to = \"moderate\"\n");
    world.repo.write("policies/approval.toml", &policy)?;
    world.repo.commit("a bridge")?;
    world.serve()
}

/// Request 12 by ada, pushed on the first of January, the plan shown on the second.
fn facts(plan: &str, reviews: Value) -> Value {
    json!({
        "version": 1,
        "forge": "github",
        "requests": [{
            "number": 12,
            "branch": "main",
            "state": "merged",
            "author": "ada",
            "pushed_by": "ada",
            "pushed_at": "2026-01-01T00:00:00Z",
            "reviews": reviews,
            "posts": [{ "by": "ci-bot", "at": "2026-01-02T00:00:00Z", "text": format!("to run: {plan}") }],
        }],
    })
}

fn review(id: &str, by: &str, state: &str, day: u32) -> Value {
    json!({ "id": id, "by": by, "state": state, "at": format!("2026-01-{day:02}T00:00:00Z") })
}

/// Runs the bridge over these facts.
fn look(served: &Served, key: &str, facts: &str, more: &[&str]) -> Result<Ran, Fault> {
    let world = &served.world;
    let file: PathBuf = world.program.home().join("facts.json");
    std::fs::write(&file, facts)?;
    let call = world.program.call(["bridge", "--posted-by", "ci-bot", "--facts"]).arg(file).arg("--repo");
    let call = call.arg(world.repo.path()).arg("--state").arg(world.program.home().join("state"));
    more.iter().fold(call.arg("--key").arg(world.key(key)), |call, word| call.arg(word)).run()
}

/// What a look prints that must end well.
fn said(served: &Served, plan: &str, reviews: Value, more: &[&str]) -> Result<String, Fault> {
    look(served, "bridge", &facts(plan, reviews).to_string(), more)?.succeeded()
}

fn must_say(text: &str, expected: &str) -> Result<(), Fault> {
    must(text.contains(expected), || format!("`{expected}` is not in {text}"))
}

pub(super) fn counts() -> Result<(), Fault> {
    let served = served()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    let head = || world.repo.git(["rev-parse", "HEAD"]);
    let before = head()?;

    let early = json!([
        review("5", "bob", "approved", 1),
        review("6", "ada", "approved", 3),
        review("7", "eve", "approved", 3)
    ]);
    let text = said(&served, &plan, early, &[])?;
    must_say(&text, "#12 bob: nothing is signed: the last commit was pushed afterwards")?;
    must_say(&text, "#12 ada: nothing is signed: ada wrote the request")?;
    must_say(&text, "#12 eve: nothing is signed: nobody with an address")?;
    let approved = || json!([review("8", "Bob", "approved", 3), review("9", "alice", "approved", 3)]);
    must_say(&said(&served, &plan, approved(), &["--dry-run"])?, "#12 Bob: it would be signed: it approves")?;
    must(head()? == before, || "a dry run committed".to_owned())?;

    // Both reviews are told, and the cap lets one of them count.
    let text = said(&served, &plan, approved(), &[])?;
    must_say(&text, "approved sha256:")?;
    must(world.files(&plan)?.len() == 2, || text)?;
    served.waits("shop-a", "needs 1 more from dba")?;
    let target = served.until("shop-a", |target| target["plan"]["approval"]["assurance"] == "bridged")?;
    must(target["operation"] == "awaiting_approval", || target.to_string())?;
    let before = head()?;
    must_say(&said(&served, &plan, approved(), &[])?, "#12 Bob: nothing is signed: it is vouched for already")?;
    must(head()? == before, || "a second look committed".to_owned())?;
    world.approve("alice", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn ends() -> Result<(), Fault> {
    let served = served()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    let first = review("8", "bob", "approved", 3);
    said(&served, &plan, json!([first]), &[])?;
    served.waits("shop-a", "needs 1 more from dba")?;
    // Somebody plants what looks like told by the bridge: it is not signed by its key, and nothing is taken back for it.
    let told = world.files(&plan)?.remove(0);
    world.sign_other(&told, "planted", "dave", &[("approver: bob@", "approver: alice@"), ("review 8", "review 7")])?;
    let text = said(&served, &plan, json!([first, review("9", "bob", "dismissed", 4)]), &[])?;
    must_say(&text, "#12 bob: it is signed: the review was dismissed")?;
    must(!text.contains("alice"), || text.clone())?;
    served.waits("shop-a", "bob's was ignored: it was revoked by the same person")?;

    let changes = json!([first, review("10", "bob", "changes-requested", 5)]);
    must_say(&said(&served, &plan, changes, &[])?, "#12 bob: it is signed: it requests changes")?;
    served.until("shop-a", |target| target["plan"]["approval"]["standing"]["state"] == "rejected")?;
    let again = json!([review("10", "bob", "changes-requested", 5), review("11", "bob", "approved", 6)]);
    must_say(&said(&served, &plan, again.clone(), &[])?, "the rejection is taken back")?;
    served.until("shop-a", |target| target["plan"]["approval"]["standing"]["state"] == "waiting")?;
    must_say(&said(&served, &plan, again, &[])?, "#12 bob: it is signed: it approves")?;
    served.waits("shop-a", "needs 1 more from dba")?;
    world.approve("alice", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn refuses() -> Result<(), Fault> {
    let served = served()?;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    let good = facts(&plan, json!([review("8", "bob", "approved", 3)])).to_string();
    let ran = look(&served, "alice", &good, &[])?;
    must(ran.status == 3 && ran.stderr.contains("is not the key of a bridge"), || ran.to_string())?;
    let ran = look(&served, "bridge", &good.replace("\"approved\"", "\"fine\""), &[])?;
    must(ran.status == 1 && ran.stderr.contains("facts.json`: line 1, column "), || ran.to_string())?;
    must(served.world.files(&plan).is_err(), || "something was signed".to_owned())
}
