//! A rollout of a changelist and a schema change that is taken back by hand, killed on the way.

use serde_json::Value;
use tests::Fault;

use super::scene::{SCHEMA, Scene};
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

const SQL: &str = "UPDATE orders SET idle = idle + 1 WHERE id > 50;\nDELETE FROM orders WHERE id = 1;\n";
const SUM: &str = "SELECT sum(idle) FROM orders";

pub(super) fn comes_back(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.repo.write("schemas/shop/shop.sql", &SCHEMA.replace("done (id", "finished (id"))?;
    scene.changelist("count", "", SQL)?;
    let allow = ["apply", "--yes", "--allow", "all"];
    scene.run(&allow)?.succeeded()?;
    must_be(&scene.asks(SUM)?, "50540")?;
    let rollout = scene.repo.git(["rev-parse", "HEAD"])?.trim().to_owned();

    let ran = scene.run(&["rollback", &rollout, "--yes", "--format", "json"])?;
    must(ran.status == 3, || format!("the table that the rollout brought would be lost: {ran}"))?;
    must_say(&ran.stderr, "shop: the way back needs consent to data-loss on ")?;
    let ran = scene.run(&[
        "rollback",
        &rollout,
        "--allow",
        "data-loss,backward-incompatible",
        "--yes",
        "--format",
        "json",
    ])?;
    let answer: Value = serde_json::from_str(&ran.stdout).map_err(|_| Fault::from(ran.clone()))?;
    let table = &answer["targets"][0]["changelists"][0]["tables"][0];
    must(table["changed_back"] == 50 && table["brought_back"] == 1, || format!("{answer:#}"))?;
    must(answer["commit"].is_string(), || format!("{answer:#}"))?;

    for point in ["run-begins", "undo-begins:1", "undo-done:1"] {
        let held = scene.call(&["apply", "--yes"]).env("GROUNDLINE_FAULT", format!("hold:{point}")).spawn()?;
        held.says(&format!("fault: held at {point}"))?;
        held.kill()?;
    }
    scene.apply()?.succeeded()?;
    must_be(&scene.asks(SUM)?, "50500")?;
    must_be(&scene.asks("SELECT count(*) FROM done")?, "0")?;
    must_be(&scene.standing()?, "count undone")
}
