//! The folders: what is wrong with one is told at its place, and the commands that write them.

use libtest_mimic::{Failed, Trial};
use tests::Fault;

use super::scene::Scene;
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

/// The tests of this module.
pub(super) fn trials() -> Vec<Trial> {
    let trial = |name: &str, test: fn() -> Result<(), Fault>| {
        Trial::test(format!("changelists/{name}"), move || test().map_err(Failed::from))
    };
    vec![
        trial("what is wrong with one is told at its place", wrong),
        trial("what is wrong with its SQL is told at its place", wrong_sql),
        trial("a new one is ready to be filled", new),
        trial("the files of a migration tool become changelists in their order", import),
        trial("what runs on a target is written out", export),
    ]
}

fn wrong() -> Result<(), Fault> {
    for (settings, place) in [
        (
            "title = \"x\"\ntargets = 'enviroment == \"prod\"'\n",
            "changelist.toml:2:12: GL-133: unknown variable `enviroment`: did you mean `environment`?",
        ),
        (
            "title = \"x\"\ntargets = 'environment == \"prdo\"'\n",
            "changelist.toml:2:27: GL-113: no target has the environment `prdo`: did you mean `prod`?",
        ),
        (
            "title = \"x\"\ntargets = [\"shp\"]\n",
            "changelist.toml:2:12: GL-121: unknown target `shp`: did you mean `shop`?",
        ),
        (
            "title = \"x\"\ntargets = \"true\"\nafter = [\"y\"]\n",
            "changelist.toml:3:10: GL-141: there is no changelist `y`",
        ),
        (
            "title = \"x\"\ntargets = \"true\"\nafter = [\"x\"]\n",
            "changelist.toml:3:10: GL-142: changelists wait for each other in a circle: `x` after `x`",
        ),
        (
            "title = \"x\"\ntarget = \"true\"\n",
            "changelist.toml:2:1: GL-106: unknown key `target`: did you mean `targets`?",
        ),
        (
            "title = \"x\"\ntargets = \"true\"\nsnapshot = \"none\"\n",
            "changelist.toml:3:12: GL-108: `snapshot` is \"none\" without a `reason`",
        ),
        (
            "title = \"x\"\ntargets = \"true\"\nbatch = { table = \"orders\", size = 0 }\n",
            "changelist.toml:3:36: GL-109: `size` is from 1 to 1000000, and this is 0",
        ),
        (
            "title = \"x\"\ntargets = \"true\"\n[[check]]\nwhen = \"befor\"\nquery = \"SELECT 1\"\nexpect = 1\n",
            "changelist.toml:4:8: GL-109: `when` cannot be `befor`: did you mean `before`?",
        ),
    ] {
        let scene = Scene::new(Engine::Sqlite)?;
        scene.repo.write("changelists/x/changelist.toml", settings)?;
        scene.repo.write("changelists/x/01.sql", "SELECT 1;\n")?;
        let ran = scene.run(&["plan"])?;
        must(ran.status == 1, || format!("it was taken: {ran}"))?;
        let told = ran.stderr.replace("error[", "").replace("]: ", ": ");
        let (file, message) = place.split_once(": ").unwrap_or_default();
        let (code, message) = message.split_once(": ").unwrap_or_default();
        for part in [file, code, message] {
            must_say(&told, part)?;
        }
    }
    Ok(())
}

fn wrong_sql() -> Result<(), Fault> {
    for (sql, place) in [
        ("UPDATE orders SET idle = 1 WHERE id = {{n}};\n", "changelists/x/01.sql:1:39: there is no variable `n`"),
        (
            "DELETE FROM done;\nCOMMIT;\n",
            "changelists/x/01.sql:2:1: `COMMIT` is about transactions, and those are the runner's",
        ),
        ("DELETE FROM done WHERE id = 'x;\n", "changelists/x/01.sql:1:29: a string is never closed"),
        ("-- nothing\n", "the changelist `x` has no statement"),
    ] {
        let scene = Scene::new(Engine::Sqlite)?;
        scene.changelist("x", "", sql)?;
        let ran = scene.run(&["plan"])?;
        must(ran.status == 1, || format!("it was taken: {ran}"))?;
        must_say(&ran.stderr, place)?;
        must_be(&scene.standing()?, "x broken")?;
    }
    Ok(())
}

fn new() -> Result<(), Fault> {
    let scene = Scene::new(Engine::Sqlite)?;
    let ran = scene.run(&["changelist", "new", "2026-01-02-close-orders", "--targets", "environment == \"prod\""])?;
    must_say(&ran.succeeded()?, "changelists/2026-01-02-close-orders")?;
    let file = scene.repo.path().join("changelists/2026-01-02-close-orders/01.sql");
    std::fs::write(file, "UPDATE orders SET state = 'closed' WHERE id = 1;\n")?;
    must_say(&scene.run(&["plan"])?.stdout, "runs    changelist 2026-01-02-close-orders: Close orders")?;
    let again = scene.run(&["changelist", "new", "2026-01-02-close-orders"])?;
    must(again.status == 1, || format!("it was written over: {again}"))
}

fn import() -> Result<(), Fault> {
    let scene = Scene::new(Engine::Sqlite)?;
    let from = scene.program.home().join("migrations");
    std::fs::create_dir(&from)?;
    for (name, text) in [
        ("V2__second.sql", "UPDATE orders SET idle = idle * 2 WHERE id = 1;\n"),
        ("V10__third.sql", "UPDATE orders SET idle = idle + 5 WHERE id = 1;\n"),
        ("V1__first.sql", "UPDATE orders SET idle = idle + 1 WHERE id = 1;\n"),
        ("U1__first.sql", "UPDATE orders SET idle = 0;\n"),
    ] {
        std::fs::write(from.join(name), text)?;
    }
    scene.run(&["changelist", "import", &from.display().to_string(), "--targets", "shop"])?.succeeded()?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks("SELECT idle FROM orders WHERE id = 1")?, "27")?;
    must_be(&scene.standing()?, "V1__first applied\nV2__second applied\nV10__third applied")
}

fn export() -> Result<(), Fault> {
    let scene = Scene::new(Engine::Sqlite)?;
    scene.changelist("fill", "[variables]\nleast = 900", "UPDATE orders SET state = 'x' WHERE idle > {{least}};\n")?;
    let file = scene.program.home().join("out.sql");
    scene.run(&["changelist", "export", "fill", "--out", &file.display().to_string()])?.succeeded()?;
    let text = std::fs::read_to_string(file)?;
    must_say(&text, "-- changelist fill on shop: The change fill")?;
    must_say(&text, "UPDATE orders SET state = 'x' WHERE idle > 900;")
}
