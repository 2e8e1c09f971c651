//! One changelist from the commit to the ledger, and what keeps it from running.

use tests::Fault;

use super::scene::Scene;
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

const CLOSED: &str = "SELECT count(*) FROM orders WHERE state = 'closed'";

pub(super) fn runs_once(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist(
        "close",
        "",
        "UPDATE orders SET state = 'closed' WHERE idle > 500;\nDELETE FROM orders WHERE id = 100;\n",
    )?;
    let plans = scene.plans()?;
    must(plans.len() == 2 && plans[0]["empty"] == true, || format!("{plans:#?}"))?;
    let plan = &plans[1];
    must_be(plan["changelist"]["id"].as_str().unwrap_or_default(), "close")?;
    must(plan["proven"] == true && plan["steps"][0]["object"]["name"] == engine.full_name("orders").as_str(), || {
        format!("{plan:#}")
    })?;
    let rows = plan["affected_rows"].as_array().cloned().unwrap_or_default();
    must(rows.len() == 2 && rows[1]["affected_rows"]["estimate"].is_u64(), || format!("{plan:#}"))?;
    must_be(&scene.asks(CLOSED)?, "0")?;
    let applied = scene.apply()?.succeeded()?;
    must_say(&applied, "changelist close, 1 step(s) applied in run 1")?;
    must_be(&scene.asks(CLOSED)?, "49")?;
    must_be(&scene.standing()?, "close applied")?;
    must_say(&scene.apply()?.succeeded()?, "in sync, nothing to do")?;
    must(scene.run(&["plan"])?.status == 0, || "something is left to do".to_owned())?;
    must_be(&scene.runs()?, "1")
}

pub(super) fn variables(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let settings = "[variables]\nword = \"it's\"\n[variables.least]\ndefault = 0\nenvironments = { prod = 900 }\n\
        labels = { \"region=us\" = 1 }\n[variables.table]\ndefault = \"orders\"\n";
    scene.changelist("fill", settings, "UPDATE {{table:ident}} SET state = {{word}} WHERE idle > {{least}};\n")?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks("SELECT count(*) FROM orders WHERE state = 'it''s'")?, "10")
}

pub(super) fn check_before(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let check = "[[check]]\nwhen = \"before\"\nquery = \"SELECT count(*) FROM orders\"\nexpect = 99\nmessage = \"somebody added orders\"\n";
    scene.changelist("close", check, "UPDATE orders SET state = 'closed' WHERE idle > 500;\n")?;
    let ran = scene.apply()?;
    must(ran.status == 1, || format!("it ran: {ran}"))?;
    must_say(&ran.stderr, "a check failed before the changelist: somebody added orders")?;
    must_say(&ran.stderr, "must bring the value 99; changelists/close/changelist.toml:")?;
    must_be(&scene.asks(CLOSED)?, "0")?;
    must_be(&scene.standing()?, "close failed")?;
    scene.database.run("DELETE FROM orders WHERE id = 100;")?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks(CLOSED)?, "49")
}

pub(super) fn check_after(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let checks = "[[check]]\nwhen = \"before\"\nquery = \"SELECT id FROM orders WHERE state = 'closed'\"\nexpect = \"no rows\"\n\
        [[check]]\nwhen = \"after\"\nquery = \"SELECT count(*) FROM orders WHERE state = 'closed'\"\nexpect = { at_most = 10 }\n";
    scene.changelist(
        "close",
        checks,
        "DELETE FROM orders WHERE id = 1;\nUPDATE orders SET state = 'closed' WHERE idle > 500;\n",
    )?;
    let ran = scene.apply()?;
    must(ran.status == 1, || format!("it ran: {ran}"))?;
    must_say(&ran.stderr, "a check failed after the changelist")?;
    must_be(&scene.asks("SELECT count(*) FROM orders WHERE state = 'open'")?, "100")?;
    must_be(&scene.standing()?, "close failed")
}

pub(super) fn failing(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist(
        "close",
        "",
        "DELETE FROM orders WHERE id = 1;\nINSERT INTO done (id, idle) VALUES (1, 1), (1, 2);\n",
    )?;
    let ran = scene.apply()?;
    must(ran.status == 1, || format!("it ran: {ran}"))?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "100")?;
    must_be(&scene.standing()?, "close failed")
}

pub(super) fn without_where(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.repo.write("policies/review.toml", "[rules.delete-without-where]\nlevel = \"off\"\n")?;
    scene.changelist("empty", "", "DELETE FROM orders;\n")?;
    let ran = scene.apply()?;
    must(ran.status == 3, || format!("it was not refused: {ran}"))?;
    must_say(&ran.stderr, "needs consent to data-loss: every row of")?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "100")?;
    scene.run(&["apply", "--yes", "--allow", "data-loss"])?.succeeded()?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "0")
}

pub(super) fn reviewed(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.repo.write("policies/review.toml", "[rules.delete-without-where]\nlevel = \"error\"\n")?;
    scene.changelist("empty", "", "-- all of them\nDELETE FROM orders;\n")?;
    let ran = scene.run(&["apply", "--yes", "--allow", "all"])?;
    must(ran.status == 3, || format!("it was not refused: {ran}"))?;
    must_say(&ran.stderr, "`delete-without-where` at changelists/empty/01.sql:2:1")?;
    must_be(&scene.asks("SELECT count(*) FROM orders")?, "100")
}

pub(super) fn alone(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.repo.write("schemas/shop/index.sql", "CREATE INDEX orders_by_idle ON orders (idle);\n")?;
    let sql = "UPDATE orders SET idle = 1 WHERE id = 1;\nCREATE INDEX CONCURRENTLY orders_by_idle ON orders (idle);\n\
        UPDATE orders SET idle = 2 WHERE id = 2;\n";
    scene.changelist("index", "schema = \"before\"", sql)?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks("SELECT sum(idle) FROM orders WHERE id < 3")?, "3")?;
    must(scene.run(&["plan"])?.status == 0, || "the index is not what Git says".to_owned())
}

pub(super) fn by_itself(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.repo.write("schemas/shop/index.sql", "CREATE INDEX orders_by_idle ON orders (idle);\n")?;
    let sql = "UPDATE orders SET idle = 1 WHERE id = 1;\nUPDATE orders SET idle = 5 WHERE id = 3;\n\
        CREATE INDEX orders_by_idle ON orders (idle);\nUPDATE orders SET idle = 2 WHERE id = 2;\n";
    scene.changelist("index", "schema = \"before\"", sql)?;
    let applied = scene.apply()?.succeeded()?;
    must_say(&applied, "changelist index, 3 step(s) applied in run 1")?;
    must_be(&scene.asks("SELECT sum(idle) FROM orders WHERE id < 4")?, "8")?;
    must(scene.run(&["plan"])?.status == 0, || "the index is not what Git says".to_owned())
}

pub(super) fn unsaved(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let settings = "snapshot = \"rows\"\n\n[batch]\ntable = \"orders\"\nsize = 10\n";
    scene.changelist("close", settings, "UPDATE orders SET state = 'closed' WHERE idle > 300;\n")?;
    let ran = scene.apply()?;
    must(ran.status == 3, || format!("it was not refused: {ran}"))?;
    must_say(&ran.stderr, "changelists/close/01.sql:1:1: the rows that the statement changes cannot be saved")?;
    must_say(&ran.stderr, "snapshot = \"none\"")?;
    must_be(&scene.asks("SELECT state FROM orders WHERE id = 1")?, "open")
}
