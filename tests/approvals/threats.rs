//! The threats, each as somebody would try it.

use tests::Fault;

use super::world::{AFTER, BEFORE, LATER, ONE, Served, TWO, World, digest_of, must, short};

/// A statement of alice about the plan of `shop-a`, on a branch of its own: to be used as a thief would.
fn stolen(served: &Served, plan: &str) -> Result<std::path::PathBuf, Fault> {
    let world = &served.world;
    world.repo.git(["checkout", "--quiet", "-b", "aside"])?;
    world.approve("alice", plan)?;
    let file = world.files(plan)?.remove(0);
    let copy = world.program.home().join("stolen.approval");
    std::fs::copy(&file, &copy)?;
    std::fs::copy(format!("{}.sig", file.display()), world.program.home().join("stolen.approval.sig"))?;
    world.repo.git(["checkout", "--quiet", "main"])?;
    Ok(copy)
}

pub(super) fn other_target() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let other = served.waits("shop-b", "needs 1 from dba")?;
    let stolen = stolen(&served, &plan)?;
    // As it is, and with the other target and plan written in: the signature is over the first text.
    let text = std::fs::read_to_string(&stolen)?.replace("shop-a", "shop-b").replace(&plan, &other);
    let folder = format!("approvals/{}", short(&other));
    world.repo.write(&format!("{folder}/alice@example.com.approval"), &text)?;
    world.repo.write(
        &format!("{folder}/alice@example.com.approval.sig"),
        &std::fs::read_to_string(format!("{}.sig", stolen.display()))?,
    )?;
    let commit = world.repo.commit("replay")?;
    served.follows(&commit)?;
    served.waits("shop-b", "alice@example.com's was ignored: the signature is not good")?;
    served.waits("shop-a", "needs 1 from dba").map(drop)
}

pub(super) fn replay() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    world.approve("alice", &plan)?;
    served.ran("shop-a", &plan)?;
    // Back by another hand, and the same is asked for again: the same plan, and the same statement in the tree.
    world.repo.write("schemas/shop/shop.sql", BEFORE)?;
    let commit = world.repo.commit("back")?;
    served.follows(&commit)?;
    let target = served
        .until("shop-a", |target| target["operation"] == "blocked" || target["operation"] == "awaiting_approval")?;
    must(digest_of(&target) != plan, || target.to_string())?;
    world.live[0].run("ALTER TABLE orders DROP COLUMN note;")?;
    served.until("shop-a", |target| target["sync"] == "in_sync")?;
    let again = served.ask(AFTER, "it was used for run 1, and counts once")?;
    must(again == plan, || format!("{again} is another plan than {plan}"))?;
    // What is said anew counts.
    world.say("approve", "alice", &plan, &["--expires", "3d"])?.succeeded()?;
    let target = served.ran("shop-a", &plan)?;
    must(target["last_run"]["run"] == 2, || target.to_string())
}

pub(super) fn other_plan() -> Result<(), Fault> {
    let served = World::with(TWO)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    world.approve("alice", &plan)?;
    served.waits("shop-a", "needs 1 more from dba")?;
    let later = served.ask(LATER, "alice's was ignored: it is for the plan")?;
    must(later != plan, || "another commit is another plan".to_owned())?;
    world.approve("alice", &later)?;
    served.waits("shop-a", "needs 1 more from dba")?;
    // The live schema moves, and with it the plan.
    world.live[0].run("ALTER TABLE orders ADD COLUMN state TEXT;")?;
    let moved =
        served.until("shop-a", |target| digest_of(target) != later && target["operation"] == "awaiting_approval")?;
    must(moved["message"].as_str().is_some_and(|text| text.contains("needs 2 from dba")), || moved.to_string())
}

pub(super) fn trailer() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let key = world.key("alice").display().to_string();
    world.repo.git([
        "-c",
        "gpg.format=ssh",
        "-c",
        &format!("user.signingkey={key}"),
        "commit",
        "--quiet",
        "--allow-empty",
        "-S",
        "--author",
        "Alice <alice@example.com>",
        "-m",
        &format!("Approve\n\nApprove-Plan: {plan}\nApproved-by: Alice <alice@example.com>"),
    ])?;
    let commit = world.repo.git(["rev-parse", "HEAD"])?.trim().to_owned();
    served.follows(&commit)?;
    served.waits("shop-a", "needs 1 from dba").map(drop)
}

pub(super) fn expired_key() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let old = world.new_key("alice-old", &["-t", "ed25519"])?;
    let now = world.new_key("alice-now", &["-t", "ecdsa", "-b", "384"])?;
    let list = format!(
        "alice@example.com namespaces=\"approval@groundline\",valid-before=\"20200101Z\" {old}\n\
         alice@example.com namespaces=\"approval@groundline\",valid-after=\"20200101Z\" {now}\n"
    );
    world.repo.write("access/allowed_signers", &list)?;
    world.repo.commit("more keys")?;
    let served = world.serve()?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    // The commit claims to be of a time when the key was valid: its dates are those of 2026-01-02 at most, and count for nothing.
    served.world.say("approve", "alice-old", &plan, &[])?.succeeded()?;
    served.waits("shop-a", "the key was not valid when the signature was first seen")?;
    served.world.say("approve", "alice-now", &plan, &[])?.succeeded()?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn deleted() -> Result<(), Fault> {
    let served = World::with(TWO)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    world.approve("alice", &plan)?;
    served.waits("shop-a", "needs 1 more from dba")?;
    world.repo.git(["rm", "-r", "--quiet", "approvals"])?;
    world.repo.commit("hide it")?;
    served.waits("shop-a", "needs 2 from dba")?;
    world.say("reject", "dave", &plan, &["--reason", "not on a Friday"])?.succeeded()?;
    served.until("shop-a", |target| target["reason"] == "rejected")?;
    world.repo.git(["rm", "-r", "--quiet", "approvals"])?;
    let commit = world.repo.commit("hide that")?;
    served.follows(&commit)?;
    world.approve("alice", &plan)?;
    world.approve("bob", &plan)?;
    let target = served.until("shop-a", |target| {
        target["plan"]["approval"]["counted"].as_array().is_some_and(|counted| counted.len() == 2)
    })?;
    must(target["message"] == "rejected by dave: not on a Friday" && target["operation"] == "blocked", || {
        target.to_string()
    })?;
    world.say("revoke", "dave", &plan, &[])?.succeeded()?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn author() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let second = world.new_key("ada-second", &["-t", "rsa", "-b", "3072"])?;
    let people = std::fs::read_to_string(world.repo.path().join("access/people.toml"))?;
    let first = world.public("ada")?;
    world
        .repo
        .write("access/people.toml", &people.replace(&format!("\"{first}\""), &format!("\"{first}\", \"{second}\"")))?;
    world.repo.commit("a second key")?;
    let served = world.serve()?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    served.world.approve("ada", &plan)?;
    served.waits("shop-a", "ada's was ignored: ada authored")?;
    served.world.say("approve", "ada-second", &plan, &["--expires", "2d"])?.succeeded()?;
    let target = served.until("shop-a", |target| {
        target["plan"]["approval"]["ignored"].as_array().is_some_and(|ignored| ignored.len() == 2)
    })?;
    must(target["operation"] == "awaiting_approval", || target.to_string())?;
    served.world.approve("bob", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn two_keys() -> Result<(), Fault> {
    let world = World::with(TWO)?;
    let second = world.new_key("alice-second", &["-t", "ecdsa", "-b", "256"])?;
    world.repo.write("access/allowed_signers", &format!("alice@example.com {second}\n"))?;
    world.repo.commit("a second key")?;
    let served = world.serve()?;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    served.world.approve("alice", &plan)?;
    served.world.say("approve", "alice-second", &plan, &["--expires", "2d"])?.succeeded()?;
    let target = served.until("shop-a", |target| {
        target["plan"]["approval"]["counted"].as_array().is_some_and(|counted| counted.len() == 2)
    })?;
    must(target["message"].as_str().is_some_and(|text| text.contains("needs 1 more from dba")), || target.to_string())?;
    served.world.approve("bob", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn rewritten() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let first = world.repo.git(["rev-parse", "HEAD"])?.trim().to_owned();
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    world.repo.git(["reset", "--quiet", "--hard", &first])?;
    world.repo.write("schemas/shop/shop.sql", AFTER)?;
    world.repo.commit("another history")?;
    world.approve("alice", &plan)?;
    let status = served.daemon.until("/?format=json", |status| status["source"]["failure"].is_object())?;
    let message = status["source"]["failure"]["message"].to_string();
    must(message.contains("rewritten") || message.contains("descend"), || message)?;
    served.waits("shop-a", "needs 1 from dba").map(drop)
}

pub(super) fn undone() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    served.ask(AFTER, "needs 1 from dba")?;
    let commit = served.world.ask(BEFORE)?;
    served.follows(&commit)?;
    let target =
        served.until("shop-a", |target| target["sync"] == "in_sync" && target["revision"]["applied"] == commit)?;
    must(target["plan"].is_null() && target["last_run"].is_null(), || target.to_string())
}

pub(super) fn hidden() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let schema = "CREATE TABLE orders (\n    id INTEGER PRIMARY KEY,\n    note TEXT DEFAULT 'a\u{202e}b'\n);\n";
    let plan = served.ask(schema, "needs 1 from dba")?;
    let said = served.world.approve("alice", &plan)?;
    must(said.contains("a\\u{202e}b") && !said.contains('\u{202e}'), || said)?;
    let told = served.world.say("approve", "bob", &plan, &["--reason", "fine \u{202e}x"])?;
    must(told.status == 1 && told.stderr.contains("does not show"), || told.to_string())
}

pub(super) fn lesser() -> Result<(), Fault> {
    let policy = format!("longest = \"30d\"\n{ONE}[[risk]]\nwhen = 'environment == \"prod\"'\nlevel = \"high\"\n");
    let served = World::with(&policy)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "at risk high: needs 1 from dba")?;
    let from = stolen(&served, &plan)?;
    world.sign_other(&from, "risk", "alice", &[("risk: high", "risk: low")])?;
    served.waits("shop-a", "it was given for risk low, and the risk is high now")?;
    world.sign_other(&from, "project", "alice", &[("project: shop", "project: bank")])?;
    served.waits("shop-a", "it is for the project bank")?;
    let expires = std::fs::read_to_string(&from)?
        .lines()
        .find(|line| line.starts_with("expires: "))
        .unwrap_or_default()
        .to_owned();
    world.sign_other(&from, "expired", "alice", &[(&expires, "expires: 2026-01-01T00:00:00Z")])?;
    served.waits("shop-a", "it expired at 2026-01-01T00:00:00Z")?;
    world.sign_other(&from, "stranger", "dave", &[])?;
    served.waits("shop-a", "the key is not one of theirs")?;
    world.sign_other(&from, "nobody", "dave", &[("alice@", "mallory@")])?;
    served.waits("shop-a", "nobody is known by mallory@example.com").map(drop)
}
