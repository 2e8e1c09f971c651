//! How a statement travels: files, by hand, in tags, through a squash merge.

use std::process::Command;

use tests::{Fault, ran};

use super::world::{AFTER, ONE, World, must, short};

pub(super) fn file() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let call = world.program.call(["approvals", &plan, "--repo"]).arg(world.repo.path());
    let told = call.arg("--state").arg(world.program.home().join("state")).run()?;
    must(told.status == 3 && told.stdout.contains("missing  1 from dba"), || told.to_string())?;
    let said = world.approve("alice", &plan)?;
    must(said.contains("approved sha256:") && said.contains("note"), || said)?;
    let target = served.ran("shop-a", &plan)?;
    must(target["message"] == "the database is what Git says", || target.to_string())?;

    // The signature is one of OpenSSH: its own program verifies it.
    let file = world.files(&plan)?.remove(0);
    let allowed = world.program.home().join("allowed");
    std::fs::write(
        &allowed,
        format!("alice@example.com namespaces=\"approval@groundline\" {}\n", world.public("alice")?),
    )?;
    let mut verify = Command::new("ssh-keygen");
    verify.args(["-Y", "verify", "-n", "approval@groundline", "-I", "alice@example.com", "-f"]).arg(&allowed).arg("-s");
    verify.arg(format!("{}.sig", file.display()));
    let told = ran(&mut verify, &std::fs::read_to_string(&file)?)?.succeeded()?;
    must(told.contains("Good \"approval@groundline\" signature"), || told)?;

    // The target itself keeps what its run rested on.
    let kept =
        world.live[0].run("SELECT person || ' ' || run || ' ' || substr(text, 1, 23) FROM groundline_approval;")?;
    must(kept.trim() == "alice 1 groundline-approval: v1", || kept)
}

pub(super) fn by_hand() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let state = world.program.home().join("state");
    let call = world.program.call(["approve", &plan, "--as", "alice@example.com", "--repo"]).arg(world.repo.path());
    let told = call.arg("--state").arg(state).run()?;
    must(told.status == 1 && told.stderr.contains("ssh-keygen -Y sign -n approval@groundline"), || told.to_string())?;
    let file = world.files(&plan)?.remove(0);
    world.sign(&world.key("alice"), "approval@groundline", &file)?;
    world.repo.commit("sign by hand")?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn tags() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    let said = world.say("approve", "alice", &plan, &["--tag"])?.succeeded()?;
    must(said.contains("tagged tags/approve/"), || said)?;
    served.ran("shop-a", &plan)?;

    // The same by git alone, for the other target.
    let other = served.waits("shop-b", "needs 1 from dba")?;
    let by_hand = world.program.call(["approve", &other, "--as", "alice@example.com", "--repo"]).arg(world.repo.path());
    by_hand.arg("--state").arg(world.program.home().join("state")).run()?;
    let statement = world.files(&other)?.remove(0);
    let text = world.program.home().join("statement.txt");
    std::fs::rename(&statement, &text)?;
    let (key, text) = (world.key("alice").display().to_string(), text.display().to_string());
    world.repo.git([
        "-c",
        "gpg.format=ssh",
        "-c",
        &format!("user.signingkey={key}"),
        "tag",
        "-s",
        &format!("approve/{}/9", short(&other)),
        "-F",
        &text,
    ])?;
    served.ran("shop-b", &other).map(drop)
}

pub(super) fn squash() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    world.repo.git(["checkout", "--quiet", "-b", "approval"])?;
    world.approve("alice", &plan)?;
    world.repo.git(["checkout", "--quiet", "main"])?;
    world.repo.git(["merge", "--quiet", "--squash", "approval"])?;
    world.repo.commit("squashed")?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn line_ends() -> Result<(), Fault> {
    let served = World::with(ONE)?.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    world.repo.git(["checkout", "--quiet", "-b", "aside"])?;
    world.approve("alice", &plan)?;
    let file = world.files(&plan)?.remove(0);
    std::fs::write(&file, std::fs::read_to_string(&file)?.replace('\n', "\r\n"))?;
    world.repo.commit("converted")?;
    world.repo.git(["checkout", "--quiet", "main"])?;
    world.repo.git(["merge", "--quiet", "--squash", "aside"])?;
    let commit = world.repo.commit("squashed")?;
    served.follows(&commit)?;
    served.waits("shop-a", "needs 1 from dba")?;
    let status = served.status()?;
    let notes = status["source"]["diagnostics"].to_string();
    must(notes.contains("line ends of Windows") && notes.contains("alice@example.com.approval"), || notes)
}

pub(super) fn apply() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    world.ask(AFTER)?;
    let repo = world.repo.path().display().to_string();
    let told = world.program.run(["apply", "--repo", &repo, "--target", "shop-a", "--yes"])?;
    must(told.status == 3 && told.stderr.contains("the plan needs approvals: 1 from dba"), || told.to_string())?;
    let told = world.program.run(["plan", "--repo", &repo, "--target", "shop-a"])?;
    must(told.status == 2 && told.stderr.contains("groundline approve sha256:"), || told.to_string())
}
