//! Big changes in pieces.

use tests::Fault;

use super::scene::Scene;
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

const BATCH: &str =
    "snapshot = \"none\"\nreason = \"a test\"\nbatch = { table = \"orders\", size = 7, pause = \"20ms\" }\n";
/// Slow enough that whoever asks the server how far it is still finds it on its way, on a busy machine too.
const SLOW_BATCH: &str =
    "snapshot = \"none\"\nreason = \"a test\"\nbatch = { table = \"orders\", size = 7, pause = \"150ms\" }\n";
const SUM: &str = "SELECT sum(idle) FROM orders";

pub(super) fn in_pieces(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist(
        "count",
        BATCH,
        "UPDATE orders SET idle = idle + 1 WHERE id > 50;\nDELETE FROM orders WHERE id = 100;\n",
    )?;
    let plan = scene.plans()?.pop().unwrap_or_default();
    must_be(plan["steps"][0]["mode"].as_str().unwrap_or_default(), "online")?;
    must_be(plan["steps"][0]["undo"]["kind"].as_str().unwrap_or_default(), "irreversible")?;
    let ran = scene.apply()?;
    must_say(&ran.stderr, "changing rows")?;
    ran.succeeded()?;
    must_be(&scene.asks(SUM)?, "49549")?;
    must_be(&scene.standing()?, "count applied")
}

pub(super) fn killed(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist("count", SLOW_BATCH, "UPDATE orders SET idle = idle + 1 WHERE id > 20;\n")?;
    let changed = "SELECT count(*) FROM orders WHERE idle <> id * 10";
    // So much of it is done when the process is killed, again and again.
    for least in [7, 20, 40] {
        let running = scene.call(&["apply", "--yes"]).spawn()?;
        for _ in 0..3000 {
            if scene.asks(changed)?.parse::<u32>().unwrap_or_default() >= least {
                break;
            }
        }
        running.kill()?;
        let done: u32 = scene.asks(changed)?.parse().unwrap_or_default();
        must(done >= least && done < 80, || format!("{done} rows are changed"))?;
    }
    scene.apply()?.succeeded()?;
    must_be(&scene.asks(changed)?, "80")?;
    must_be(&scene.asks(SUM)?, "50580")?;
    must_be(&scene.standing()?, "count applied")?;
    must_be(&scene.runs()?, "1")
}

pub(super) fn several_columns(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    let table = "CREATE TABLE parts (a varchar(10) NOT NULL, b bigint NOT NULL, n int NOT NULL, PRIMARY KEY (a, b));\n";
    let table =
        if engine == Engine::Sqlite { table.replace("(a, b));", "(a, b)) WITHOUT ROWID;") } else { table.to_owned() };
    scene.database.run(&table)?;
    scene.database.run(
        "INSERT INTO parts (a, b, n) WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 60) \
         SELECT CASE n % 3 WHEN 0 THEN 'x''y' WHEN 1 THEN 'ab' ELSE 'zz' END, 9007199254740990 + n, 0 FROM n;",
    )?;
    scene.repo.write("schemas/shop/parts.sql", &table)?;
    let batch = BATCH.replace("orders", "parts");
    scene.changelist("count", &batch, "UPDATE parts SET n = n + 1 WHERE n = 0;\n")?;
    scene.run(&["apply", "--yes", "--allow", "all"])?.succeeded()?;
    must_be(&scene.asks("SELECT count(*) FROM parts WHERE n = 1")?, "60")
}

pub(super) fn copied(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist(
        "copy",
        BATCH,
        "INSERT INTO done (id, idle) SELECT o.id, o.idle FROM orders o WHERE o.idle > 300;\n",
    )?;
    scene.apply()?.succeeded()?;
    must_be(&scene.asks("SELECT count(*) FROM done")?, "70")
}

pub(super) fn refused(engine: Engine) -> Result<(), Fault> {
    for (sql, why) in [
        ("INSERT INTO done (id, idle) SELECT id, idle FROM orders ORDER BY id;".to_owned(), "its query has ORDER"),
        ("INSERT INTO done (id, idle) SELECT max(id), 1 FROM orders;".to_owned(), "its query adds rows up"),
        ("UPDATE orders SET id = id + 1000 WHERE idle > 0;".to_owned(), "so that rows would be met twice"),
        ("DELETE FROM done WHERE id = 1;".to_owned(), "no statement changes rows of `orders`"),
    ] {
        if engine == Engine::Sqlite && sql.starts_with("UPDATE") {
            // There rows are walked over by their rowid, which stays.
            continue;
        }
        let scene = Scene::new(engine)?;
        scene.changelist("wrong", BATCH, &sql)?;
        let ran = scene.run(&["apply", "--yes", "--allow", "all"])?;
        must(ran.status == 3, || format!("it was not refused: {ran}"))?;
        must_say(&ran.stderr, why)?;
        must_say(&ran.stderr, "changelists/wrong/")?;
    }
    Ok(())
}
