//! What the target's own ledger knows of approvals, on every engine: a daemon whose store was lost does not use one twice.

use tests::{Fault, MySql, Postgres, Published, Sqlite};

use super::world::{AFTER, BEFORE, ONE, Served, World, must};

const KEPT: &str = "SELECT person FROM groundline.approval WHERE run = (SELECT max(run) FROM groundline.approval)";

pub(super) fn sqlite() -> Result<(), Fault> {
    let live = Sqlite::fresh()?;
    lost_store("sqlite", &live.url(), |sql| live.run(sql), "SELECT person FROM groundline_approval;")
}

pub(super) fn postgres() -> Result<(), Fault> {
    let live = Postgres::fresh_database()?;
    lost_store("postgres", live.url(), |sql| live.run(sql), KEPT)
}

pub(super) fn mysql() -> Result<(), Fault> {
    let live = MySql::fresh_database()?;
    let kept = format!("SELECT person FROM groundline.approval WHERE target = '{}'", live.name());
    lost_store("mysql", &live.url(), |sql| live.run(sql), &kept)
}

fn lost_store(engine: &str, url: &str, run: impl Fn(&str) -> Result<String, Fault>, kept: &str) -> Result<(), Fault> {
    run(BEFORE)?;
    let world = World::with(ONE)?;
    let target = format!(
        "[[target]]\nname = \"shop-a\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"env:LIVE\"\nengine = \"{engine}\"\n"
    );
    world.repo.write("targets/shop.toml", &target)?;
    world.repo.commit("one target")?;
    let served = serve(world, url)?;
    let plan = served.ask(AFTER, "needs 1 from dba")?;
    served.world.approve("alice", &plan)?;
    served.ran("shop-a", &plan)?;
    let person = run(kept)?;
    must(person.trim() == "alice", || format!("{engine}: `{person}`"))?;

    // The store is lost, and somebody takes the change back by hand: the plan is the same, and the approval is still in Git.
    let Served { world, daemon } = served;
    drop(daemon);
    std::fs::remove_dir_all(world.program.home().join("state"))?;
    run("ALTER TABLE orders DROP COLUMN note;")?;
    let daemon = Published::serve(&world.program, world.repo.path(), &[], &[("LIVE", url)])?;
    let served = Served { world, daemon };
    let found = served.until("shop-a", |target| target["sync"] == "drifted")?;
    must(found["last_run"]["run"] == 1, || format!("{engine}: it ran again: {found:#}"))?;
    let person = run(kept)?;
    must(person.trim() == "alice", || format!("{engine}: `{person}`"))
}

fn serve(world: World, url: &str) -> Result<Served, Fault> {
    let daemon = Published::serve(&world.program, world.repo.path(), &[], &[("LIVE", url)])?;
    let served = Served { world, daemon };
    served.until("shop-a", |target| target["sync"] == "in_sync")?;
    Ok(served)
}
