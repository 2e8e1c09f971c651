//! A changelist that is not what ran any more.

use tests::Fault;

use super::scene::Scene;
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

pub(super) fn refused(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist("close", "", "UPDATE orders SET state = 'closed' WHERE idle > 500;\n")?;
    scene.apply()?.succeeded()?;
    scene.changelist("close", "", "UPDATE orders SET state = 'closed' WHERE idle > 400;\n")?;
    scene.changelist("more", "", "DELETE FROM orders WHERE id = 1;\n")?;
    for command in [["apply", "--yes"], ["plan", "--no-cache"]] {
        let ran = scene.run(&command)?;
        must(ran.status == 1, || format!("it was not an error: {ran}"))?;
        must_say(
            &ran.stderr,
            "the changelist `close` was edited after it was applied in run 1; nothing runs on this target",
        )?;
        must_say(&ran.stderr, "-UPDATE orders SET state = 'closed' WHERE idle > 500;")?;
        must_say(&ran.stderr, "+UPDATE orders SET state = 'closed' WHERE idle > 400;")?;
    }
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "100")?;
    must_be(&scene.standing()?, "close edited\nmore pending")
}

pub(super) fn only_what_ran(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist(
        "close",
        "",
        "UPDATE orders SET state = 'closed' WHERE idle > 500;\nDELETE FROM orders WHERE id = 1;\n",
    )?;
    scene.apply()?.succeeded()?;
    scene.changelist("close", "", "-- said better\nUPDATE orders SET state = 'closed' WHERE idle > 500;\n")?;
    scene.repo.write("changelists/close/02.sql", "\n\nDELETE FROM orders WHERE id = 1;\n")?;
    must_be(&scene.standing()?, "close applied")
}

pub(super) fn undone(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist("close", "", "UPDATE orders SET state = 'closed' WHERE idle > 500;\n")?;
    scene.changelist("later", "after = [\"close\"]", "DELETE FROM orders WHERE id = 1;\n")?;
    scene.repo.git(["rm", "-rq", "changelists/later"])?;
    scene.apply()?.succeeded()?;
    scene.run_url(&["undo"])?.succeeded()?;
    scene.repo.git(["reset", "-q", "--hard"])?;
    must_be(&scene.standing()?, "close undone\nlater waits")?;
    must_say(&scene.apply()?.stderr, "the changelist `later` waits for close")?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "100")?;
    scene.changelist("close", "", "UPDATE orders SET state = 'closed' WHERE idle > 900;\n")?;
    scene.apply()?.succeeded()?;
    must_be(&scene.standing()?, "close applied\nlater applied")?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "99")
}
