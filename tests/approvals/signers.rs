//! Who signs: keys of every kind, authorities, bridges; and what `doctor` says of them.

use std::process::Command;

use tests::{Fault, ran};

use super::world::{AFTER, ONE, World, must};

pub(super) fn kinds() -> Result<(), Fault> {
    for (number, kind) in [["ecdsa", "256"], ["ecdsa", "384"], ["rsa", "3072"]].iter().enumerate() {
        let world = World::with(ONE)?;
        let name = format!("alice-{number}");
        let key = world.new_key(&name, &["-t", kind[0], "-b", kind[1]])?;
        world
            .repo
            .write("access/allowed_signers", &format!("*@example.com namespaces=\"approval@groundline\" {key}\n"))?;
        world.repo.commit("a key")?;
        let served = world.serve()?;
        let plan = served.ask(AFTER, "needs 1 from dba")?;
        served.world.say("approve", &name, &plan, &[])?.succeeded()?;
        served.ran("shop-a", &plan)?;
    }
    certificate()
}

/// An authority vouches for a key that the schema repo does not know.
fn certificate() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let authority = world.new_key("authority", &["-t", "ed25519"])?;
    world.new_key("alice-certified", &["-t", "ed25519"])?;
    let mut sign = Command::new("ssh-keygen");
    sign.args(["-q", "-s"]).arg(world.key("authority")).args([
        "-I",
        "laptop",
        "-n",
        "alice@example.com",
        "-V",
        "-1d:+1d",
    ]);
    sign.arg(world.key("alice-certified.pub"));
    ran(&mut sign, "")?.succeeded()?;
    let list = format!("*@example.com cert-authority,namespaces=\"approval@groundline\" {authority}\n");
    world.repo.write("access/allowed_signers", &list)?;
    world.repo.commit("an authority")?;
    let served = world.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    world.say("approve", "alice-certified", &plan, &[])?.succeeded()?;
    // ssh-keygen signs with the bare key; with the certificate beside it, by the agent or by name, it sends the certificate.
    served.waits("shop-a", "the key is not one of theirs")?;
    let file = world.files(&plan)?.remove(0);
    std::fs::remove_file(format!("{}.sig", file.display()))?;
    world.sign(&world.key("alice-certified-cert.pub"), "approval@groundline", &file)?;
    world.repo.commit("with the certificate")?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn bridge() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let key = world.new_key("bridge", &["-t", "ed25519"])?;
    let two = ONE.replace("count = 1", "count = 2");
    let policy = format!("{two}[[bridge]]\nname = \"forge\"\nkeys = [\"{key}\"]\nat_most = 1\nup_to = \"high\"\n");
    world.repo.write("policies/approval.toml", &policy)?;
    world.repo.commit("a bridge")?;
    let served = world.serve()?;
    let world = &served.world;
    let plan = served.ask(AFTER, "needs 2 from dba")?;
    world.repo.git(["checkout", "--quiet", "-b", "aside"])?;
    world.approve("alice", &plan)?;
    let from = world.program.home().join("alice.approval");
    std::fs::copy(world.files(&plan)?.remove(0), &from)?;
    world.repo.git(["checkout", "--quiet", "main"])?;
    let via = |who: &str| {
        (format!("approver: {who}@example.com"), format!("approver: {who}@example.com\nvia: github review 12"))
    };
    // A person's key is no bridge's.
    let (plain, bridged) = via("alice");
    world.sign_other(&from, "forged", "alice", &[(&plain, &bridged)])?;
    served.waits("shop-a", "it says `via`, and its key is not one of a bridge")?;
    world.sign_other(&from, "alice", "bridge", &[(&plain, &bridged)])?;
    served.waits("shop-a", "needs 1 more from dba")?;
    let (_, of_bob) = via("bob");
    world.sign_other(&from, "bob", "bridge", &[(&plain, &of_bob)])?;
    let target = served.until("shop-a", |target| target["plan"]["approval"]["assurance"] == "bridged")?;
    must(target["operation"] == "awaiting_approval", || target.to_string())?;
    world.approve("bob", &plan)?;
    served.ran("shop-a", &plan).map(drop)
}

pub(super) fn doctor() -> Result<(), Fault> {
    let world = World::with(ONE)?;
    let repo = world.repo.path().display().to_string();
    let told = world.program.run(["doctor", "--repo", &repo])?;
    must(told.status == 1 && told.stdout.contains("FAIL key: "), || told.to_string())?;
    let folder = world.program.home().join(".ssh");
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(world.key("alice"), folder.join("id_ed25519"))?;
    std::fs::copy(world.key("alice.pub"), folder.join("id_ed25519.pub"))?;
    let told = world.program.run(["doctor", "--repo", &repo])?;
    let text = &told.stdout;
    must(
        told.status == 0 && text.contains("ok   key: ") && text.contains("ok   signature: ") && text.contains("alice"),
        || told.to_string(),
    )
}
