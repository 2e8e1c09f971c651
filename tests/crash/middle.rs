//! Killed, or cut off from its server, in the middle of a statement: the outcome is looked at, never guessed.

use tests::{Fault, Running};

use super::points::Control;
use super::scenarios::Scenario;
use super::scene::{Scene, must};
use super::session::{CUT, PROGRAM_WAITS, Session, postgres, wait_until};
use super::{Test, middle_mysql};
use crate::cases::database::{Database, Engine};

/// What only a server can have happen to it.
pub(super) const POSTGRES_ONLY: &[(&str, Test)] = &[
    ("a connection cut in a transaction is opened again and the step runs once", cut_in_a_transaction),
    ("a connection cut in a step that runs alone is opened again and the step is done", cut_in_a_step_alone),
    ("a step alone that the server finishes after the kill counts as done", alone_finished_by_the_server),
    ("a step alone that the server broke off after the kill runs anew", alone_broken_off),
    ("a connection cut while it undoes is opened again and the step is undone once", cut_while_undoing),
    ("a statement whose process was killed does not hold up the next start", orphan_goes_away),
    ("a process killed while it plans leaves nothing that blocks the next", killed_while_planning),
];

/// A big table is being rebuilt, or a lock is being waited for.
pub(super) fn killed_in_a_statement(scenario: &Scenario) -> Result<(), Fault> {
    match scenario.engine {
        Engine::Sqlite => killed_while_it_rebuilds(),
        Engine::Postgres => killed_while_it_waits(scenario),
        Engine::MySql => middle_mysql::killed_while_it_waits(scenario),
    }
}

fn killed_while_it_rebuilds() -> Result<(), Fault> {
    const MEGABYTE: u64 = 1 << 20;
    let live = "CREATE TABLE big (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE INDEX by_a ON big (a);";
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        INSERT INTO big SELECT i, 'a' || i, hex(zeroblob(100)) || i FROM n;";
    let desired = "CREATE TABLE big (id INTEGER PRIMARY KEY, a TEXT NOT NULL); CREATE INDEX by_a ON big (a);";
    let scenario = Scenario { engine: Engine::Sqlite, live, rows, desired };
    let control = Scene::of(&scenario)?;
    let before = control.seen()?;
    control.run("apply")?.succeeded()?;
    let (after, ledger) = (control.seen()?, control.ledger()?);
    for grown_by in [1, 2 * MEGABYTE, 5 * MEGABYTE, 9 * MEGABYTE] {
        let scene = Scene::of(&scenario)?;
        let running = scene.call("apply", &[]).spawn()?;
        wait_until_the_file_grows(&scene, &running, grown_by)?;
        running.kill()?;
        let is_begun = scene.ledger()?.states() == ["running"];
        if is_begun && scene.ledger()?.steps.is_empty() {
            scene.seen()?.must_equal(&before, "after a kill in the middle")?;
        }
        scene.run("apply")?.succeeded()?;
        scene.seen()?.must_equal(&after, "after the next start")?;
        must(scene.ledger()? == ledger, || format!("the ledger says {:?}", scene.ledger()))?;
        scene.run("undo")?.succeeded()?;
        scene.seen()?.must_equal(&before, "after undo")?;
    }
    Ok(())
}

fn wait_until_the_file_grows(scene: &Scene, running: &Running, by: u64) -> Result<(), Fault> {
    let Database::Sqlite(database) = &scene.database else { return Err(Fault::new("this needs a file")) };
    let length = || std::fs::metadata(database.path()).map(|file| file.len());
    running.says("step 1/")?;
    let begin = length()?;
    while length()? < begin + by && !running.said_so_far().contains("verifying") {
        std::thread::yield_now();
    }
    Ok(())
}

/// The statement waits for a lock when its process is killed; the server notices only later.
fn killed_while_it_waits(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for table in ["invoice", "old", "customer"] {
        let scene = Scene::of(scenario)?;
        let database = postgres(&scene.database)?;
        let other = Session::holding(database, &format!("LOCK TABLE {table} IN ACCESS SHARE MODE"))?;
        let running = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
        wait_until(database, PROGRAM_WAITS)?;
        running.kill()?;
        let next = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
        drop(other);
        next.wait()?.succeeded()?;
        control.is_what_came_of(&scene)?;
        scene.run("undo")?.succeeded()?;
        scene.seen()?.must_equal(&control.before, "after undo")?;
    }
    Ok(())
}

/// The process is dead and its statement waits for a lock that is never given: the next start does not wait for ever.
fn orphan_goes_away(scenario: &Scenario) -> Result<(), Fault> {
    let scene = Scene::of(scenario)?;
    let database = postgres(&scene.database)?;
    let _other = Session::holding(database, "LOCK TABLE invoice IN ACCESS SHARE MODE")?;
    let running = scene.call("apply", &["--lock-timeout", "1h"]).spawn()?;
    let waits = format!(
        "{PROGRAM_WAITS} AND NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND waitstart > clock_timestamp() - interval '1 second')"
    );
    wait_until(database, &waits)?;
    running.kill()?;
    wait_until(database, &format!("NOT {PROGRAM_WAITS}"))
}

fn cut_in_a_transaction(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    let scene = Scene::of(scenario)?;
    let database = postgres(&scene.database)?;
    let other = Session::holding(database, "LOCK TABLE invoice IN ACCESS SHARE MODE")?;
    let running = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
    wait_until(database, PROGRAM_WAITS)?;
    database.run(CUT)?;
    drop(other);
    running.wait()?.succeeded()?;
    control.is_what_came_of(&scene)
}

fn cut_while_undoing(scenario: &Scenario) -> Result<(), Fault> {
    let scene = Scene::of(scenario)?;
    let before = scene.seen()?;
    scene.call("apply", &["--lock-timeout", "60s"]).run()?.succeeded()?;
    let database = postgres(&scene.database)?;
    let other = Session::holding(database, "LOCK TABLE customer IN ACCESS SHARE MODE")?;
    let running = scene.call("undo", &[]).spawn()?;
    wait_until(database, PROGRAM_WAITS)?;
    database.run(CUT)?;
    drop(other);
    running.wait()?.succeeded()?;
    scene.seen()?.must_equal(&before, "after undo")?;
    must(scene.ledger()?.states() == ["undone"], || format!("the ledger says {:?}", scene.ledger()))
}

pub(super) const INDEX: Scenario = Scenario {
    engine: Engine::Postgres,
    live: "CREATE TABLE t (id bigint PRIMARY KEY, a text);",
    rows: "INSERT INTO t SELECT i, 'a' || i FROM generate_series(1, 5000) i;",
    desired: "CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE INDEX by_a ON t (a);",
};

/// An index is being built concurrently and waits for a transaction that writes to its table.
struct Building {
    scene: Scene,
    running: Running,
    writer: Session,
}

impl Building {
    fn begin() -> Result<Self, Fault> {
        let scene = Scene::of(&INDEX)?;
        let database = postgres(&scene.database)?;
        let writer = Session::holding(database, "UPDATE t SET a = 'b' WHERE id = 1")?;
        let running = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
        wait_until(database, PROGRAM_WAITS)?;
        Ok(Self { scene, running, writer })
    }

    fn is_done_once(scene: &Scene) -> Result<(), Fault> {
        scene.has_arrived()?;
        let ledger = scene.ledger()?;
        must(ledger.states() == ["succeeded"] && ledger.steps_of(1, "done") == [1], || format!("{ledger:?}"))?;
        let indexes = postgres(&scene.database)?.run(
            "SELECT string_agg(c.relname || ' ' || i.indisvalid, ',' ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = 't'::regclass;",
        )?;
        must(indexes.trim() == "by_a true,t_pkey true", || format!("the indexes are {indexes}"))
    }
}

fn cut_in_a_step_alone(_: &Scenario) -> Result<(), Fault> {
    let Building { scene, running, writer } = Building::begin()?;
    postgres(&scene.database)?.run(CUT)?;
    drop(writer);
    running.wait()?.succeeded()?;
    Building::is_done_once(&scene)
}

fn alone_finished_by_the_server(_: &Scenario) -> Result<(), Fault> {
    let Building { scene, running, writer } = Building::begin()?;
    running.kill()?;
    let next = scene.call("apply", &[]).spawn()?;
    drop(writer);
    next.wait()?.succeeded()?;
    Building::is_done_once(&scene)
}

fn alone_broken_off(_: &Scenario) -> Result<(), Fault> {
    let Building { scene, running, writer } = Building::begin()?;
    running.kill()?;
    postgres(&scene.database)?.run(CUT)?;
    let ledger = scene.ledger()?;
    must(ledger.steps_of(1, "begun") == [1], || format!("the ledger does not tell that it was begun: {ledger:?}"))?;
    drop(writer);
    scene.run("apply")?.succeeded()?;
    Building::is_done_once(&scene)
}

fn killed_while_planning(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    let scene = Scene::of(scenario)?;
    let database = postgres(&scene.database)?;
    let count = "(SELECT count(*) FROM pg_database WHERE datname LIKE 'groundline\\_scratch\\_%')";
    let running = scene.call("apply", &["--no-cache"]).spawn()?;
    wait_until(database, &format!("{count} > 0"))?;
    running.kill()?;
    scene.run("apply")?.succeeded()?;
    control.is_what_came_of(&scene)
}
