//! Changes of what is in force: the policy, the people, a pinned policy, and broken glass.

use tests::{Fault, Published};

use super::world::{AFTER, LATER, ONE, World, must};

pub(super) fn policy() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    world.repo.write("policies/approval.toml", "# nobody is asked any more\n")?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let status = served.daemon.until("/?format=json", |status| status["policy"]["waits"].is_object())?;
    let waits = &status["policy"]["waits"];
    must(waits["message"] == "needs 1 from dba", || waits.to_string())?;
    let change = waits["change"].as_str().unwrap_or_default().to_owned();
    let said = world.approve("ada", &change)?;
    must(said.contains("-[[rule]]") && said.contains("+# nobody is asked"), || said)?;
    served.daemon.until("/?format=json", |status| {
        status["policy"]["waits"]["message"].as_str().is_some_and(|text| text.contains("ada authored"))
    })?;
    world.approve("alice", &change)?;
    // Now no rule asks, and the rollout policy decides: a person applies it.
    served.until("shop-a", |target| target["reason"] == "manual-mode" && target["plan"]["digest"] == plan.as_str())?;
    let status = served.status()?;
    must(status["policy"]["asks"] == false && status["policy"]["waits"].is_null(), || status["policy"].to_string())
}

pub(super) fn keys() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let new = world.new_key("alice-new", &["-t", "ed25519"])?;
    let people = std::fs::read_to_string(world.repo.path().join("access/people.toml"))?;
    let old = world.public("alice")?;
    world.repo.write("access/people.toml", &people.replace(&old, &new))?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    // The new key is not in force yet, and the old one is no more.
    world.say("approve", "alice-new", &plan, &[])?.succeeded()?;
    served.waits("shop-a", "alice@example.com's was ignored: the key is not one of theirs")?;
    world.say("approve", "alice", &plan, &["--expires", "2d"])?.succeeded()?;
    let target = served.until("shop-a", |target| {
        target["plan"]["approval"]["ignored"].as_array().is_some_and(|ignored| ignored.len() == 2)
    })?;
    must(target["operation"] == "awaiting_approval", || target.to_string())?;
    // Somebody else agrees to the new key; then what alice signed with it counts.
    let status = served.status()?;
    let change = status["policy"]["waits"]["change"].as_str().unwrap_or_default().to_owned();
    world.approve("bob", &change)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn pinned() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let folder = world.program.home().join("trust");
    for file in ["access/people.toml", "policies/approval.toml"] {
        let to = folder.join(file);
        std::fs::create_dir_all(to.parent().unwrap_or(&folder))?;
        std::fs::copy(world.repo.path().join(file), to)?;
    }
    world.repo.write("policies/approval.toml", "# nobody is asked\n")?;
    world.repo.commit("no rules in the schema repo")?;
    let daemon = Published::serve(&world.program, world.repo.path(), &["--trust", &folder.display().to_string()], &[])?;
    let served = super::world::Served { world, daemon };
    served.until("shop-a", |target| target["sync"] == "in_sync")?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    must(served.status()?["policy"]["revision"] == "pinned", || "it is shown".to_owned())?;
    served.world.approve("alice", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn glass() -> Result<(), Fault> {
    let policy = format!("{ONE}[break-glass]\non_call = [\"person:dave\"]\nreview_within = \"1s\"\n");
    let served = World::with(&policy)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let told = world.say("approve", "dave", &plan, &["--break-glass"])?;
    must(told.status == 1 && told.stderr.contains("--reason"), || told.to_string())?;
    world.say("approve", "dave", &plan, &["--break-glass", "--reason", "orders are lost"])?.succeeded()?;
    let target = served.ran("shop-a", &plan)?;
    must(target["glass"][0]["person"] == "dave", || target.to_string())?;
    // The time is over: nothing more is applied until the run is approved.
    let commit = world.ask(LATER)?;
    served.follows(&commit)?;
    let target = served.until("shop-a", |target| target["reason"] == "review-overdue")?;
    must(target["message"].as_str().is_some_and(|text| text.contains("dave let run 1 go at once")), || {
        target.to_string()
    })?;
    world.approve("alice", &plan)?;
    let later = served.waits("shop-a", "needs 1 from dba")?;
    world.approve("bob", &later)?;
    served.ran("shop-a", &later).map(drop)
}
