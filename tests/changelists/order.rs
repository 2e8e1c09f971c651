//! Which comes first: changelists among each other, and beside the schema change of their commit.

use tests::Fault;

use super::scene::{SCHEMA, Scene};
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

pub(super) fn declared(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist("c", "", "UPDATE orders SET idle = idle + 1 WHERE id = 1;\n")?;
    scene.changelist("b", "", "UPDATE orders SET idle = idle * 3 WHERE id = 1;\n")?;
    scene.changelist("a", "after = [\"c\"]", "UPDATE orders SET idle = idle * 2 WHERE id = 1;\n")?;
    must_be(&scene.standing()?, "b pending\nc pending\na waits")?;
    scene.apply()?.succeeded()?;
    // b, c, a: (10 * 3 + 1) * 2.
    must_be(&scene.asks("SELECT idle FROM orders WHERE id = 1")?, "62")?;
    must_be(&scene.standing()?, "b applied\nc applied\na applied")
}

pub(super) fn schema_first(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let wider = SCHEMA
        .replace("idle int NOT NULL);\nCREATE TABLE done", "idle int NOT NULL, note varchar(20));\nCREATE TABLE done");
    scene.repo.write("schemas/shop/shop.sql", &wider)?;
    scene.changelist("note", "", "UPDATE orders SET note = 'old' WHERE idle > 500;\n")?;
    let plans = scene.plans()?;
    must_be(plans[1]["changelist"]["id"].as_str().unwrap_or_default(), "note")?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks("SELECT count(*) FROM orders WHERE note = 'old'")?, "50")
}

pub(super) fn before_schema(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    // NULLs stand in the way of NOT NULL: the changelist mends them first.
    scene
        .repo
        .write("schemas/shop/shop.sql", &SCHEMA.replace("PRIMARY KEY, idle int NOT NULL", "PRIMARY KEY, idle int"))?;
    scene.repo.commit("let them be NULL")?;
    scene.apply()?.succeeded()?;
    scene.database.run("INSERT INTO done (id, idle) VALUES (1, NULL), (2, 5);")?;
    scene.repo.write("schemas/shop/shop.sql", SCHEMA)?;
    scene.changelist("mend", "schema = \"before\"", "UPDATE done SET idle = 0 WHERE idle IS NULL;\n")?;
    let applied = scene.run(&["apply", "--yes", "--allow", "all"])?.succeeded()?;
    must_say(&applied, "changelist mend, 1 step(s) applied in run 2")?;
    must_be(&scene.asks("SELECT sum(idle) FROM done")?, "5")?;
    must_be(&scene.standing()?, "mend applied")
}

pub(super) fn same_schema(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.database.run("INSERT INTO done (id, idle) VALUES (1, 7), (2, 8);")?;
    let sql = "UPDATE orders SET state = 'late' WHERE id IN (SELECT id FROM done WHERE idle = 7);\n";
    scene.changelist("late", "schema = \"same\"", sql)?;
    scene
        .repo
        .write("schemas/shop/shop.sql", &SCHEMA.replace("PRIMARY KEY, idle int NOT NULL);\n", "PRIMARY KEY);\n"))?;
    scene.repo.commit("the column goes")?;
    let applied = scene.run(&["apply", "--yes", "--allow", "all"])?.succeeded()?;
    must_say(&applied, "changelist late, 1 step(s) applied in run 1")?;
    must_be(&scene.asks("SELECT id FROM orders WHERE state = 'late'")?, "1")?;
    must(scene.run(&["plan"])?.status == 0, || "the column is still there".to_owned())
}
