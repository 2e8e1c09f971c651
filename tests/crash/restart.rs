//! The server itself goes down in the middle of a step, and comes back; or the wire to it is cut.
//!
//! On a server of the test's own, which it may stop. Invariant: afterwards the change is there once, or was taken back, and
//! every row is there.

use libtest_mimic::{Failed, Trial};
use tests::{Call, Fault, GitRepo, Postgres, PostgresDatabase, PostgresServer, Running, Wire};

use super::middle::INDEX;
use super::scenarios::{POSTGRES, Scenario};
use super::scene::{Scene, Seen, must};
use super::session::{PROGRAM_WAITS, Session, postgres, wait_until};
use crate::cases::database::Database;

type Test = fn(&Stage) -> Result<(), Fault>;

const TESTS: &[(&str, Test)] = &[
    ("apply outlives a server that crashes and comes back", apply_outlives_a_crash),
    ("apply that may not wait is finished by the next one", next_apply_finishes),
    ("apply that may not wait is taken back by undo", undo_takes_it_back),
    ("undo outlives a server that crashes and comes back", undo_outlives_a_crash),
    ("the daemon outlives a server that crashes and comes back", daemon_outlives_a_crash),
    ("apply outlives a wire that is cut", apply_outlives_a_cut),
    ("the daemon outlives a wire that is cut", daemon_outlives_a_cut),
    ("a step that the server finishes behind a cut wire is not run again", finished_behind_the_cut),
];

/// What waits in the middle of which step: one in a transaction, one that runs alone.
const STAGES: &[(&str, Stage)] = &[
    ("in a transaction", Stage { scenario: &POSTGRES, holds: "LOCK TABLE invoice IN ACCESS SHARE MODE" }),
    ("running alone", Stage { scenario: &INDEX, holds: "UPDATE t SET a = a WHERE id = 1" }),
];

/// A change, and what somebody else does that one of its steps has to wait for.
struct Stage {
    scenario: &'static Scenario,
    holds: &'static str,
}

/// The tests of this module.
pub(super) fn trials() -> Vec<Trial> {
    let missing = PostgresServer::missing();
    if let Some(why) = missing {
        println!("skipped: crash/postgres/… with a server that is stopped: {why}");
    }
    let of_stage = |(step, stage): &'static (&str, Stage)| {
        TESTS.iter().map(move |(name, test)| {
            let name = format!("crash/postgres/{name} (a step {step})");
            Trial::test(name, move || test(stage).map_err(Failed::from)).with_ignored_flag(missing.is_some())
        })
    };
    STAGES.iter().flat_map(of_stage).collect()
}

/// A database on a server of its own, behind a wire, and what it is before and after the change.
struct Place {
    scene: Scene,
    before: Seen,
    after: Seen,
    steps: Vec<i64>,
    wire: Wire,
    server: PostgresServer,
}

impl Place {
    fn of(stage: &Stage) -> Result<Self, Fault> {
        let server = PostgresServer::fresh()?;
        let wire = Wire::to(server.port())?;
        let control = Self::scene(stage, &server, &wire)?;
        let before = control.seen()?;
        control.run("apply")?.succeeded()?;
        let (after, steps) = (control.seen()?, control.ledger()?.steps_of(1, "done"));
        let scene = Self::scene(stage, &server, &wire)?;
        Ok(Self { scene, before, after, steps, wire, server })
    }

    fn scene(stage: &Stage, server: &PostgresServer, wire: &Wire) -> Result<Scene, Fault> {
        let made = format!("{}\n{}", stage.scenario.live, stage.scenario.rows);
        let database = Postgres::at(server.url()).database(&made)?;
        let url = database.url_by(wire.port())?;
        Scene::on(Database::Postgres(database), url, stage.scenario.desired)
    }

    /// The program runs and waits in the middle of a step.
    fn waiting(&self, stage: &Stage, call: Call) -> Result<(Running, Session), Fault> {
        let database = postgres(&self.scene.database)?;
        let other = Session::holding(database, stage.holds)?;
        let running = call.spawn()?;
        wait_until(database, PROGRAM_WAITS)
            .map_err(|fault| Fault::new(format!("{fault}\n{}", running.said_so_far())))?;
        Ok((running, other))
    }

    fn apply(&self, stage: &Stage, attempts: &str) -> Result<(Running, Session), Fault> {
        self.waiting(stage, self.scene.call("apply", &["--lock-timeout", "60s", "--attempts", attempts]))
    }

    /// The server goes down with everything that it was doing, and comes back.
    fn crash(&self, other: Session) -> Result<(), Fault> {
        self.server.crash()?;
        drop(other);
        self.server.start()
    }

    /// The change is there, every step of it once; and it can be taken back.
    fn has_it_once(&self) -> Result<(), Fault> {
        self.scene.seen()?.must_equal(&self.after, "in the end")?;
        let ledger = self.scene.ledger()?;
        must(ledger.states() == ["succeeded"] && ledger.steps_of(1, "done") == self.steps, || {
            format!("the ledger says {ledger:?}")
        })?;
        self.scene.has_arrived()?;
        self.scene.run("undo")?.succeeded()?;
        self.is_as_before()
    }

    fn is_as_before(&self) -> Result<(), Fault> {
        self.scene.seen()?.must_equal(&self.before, "after undo")?;
        self.scene.leaves_nothing_behind()
    }
}

fn apply_outlives_a_crash(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let (running, other) = place.apply(stage, "10")?;
    place.crash(other)?;
    running.wait()?.succeeded()?;
    place.has_it_once()
}

fn next_apply_finishes(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let (running, other) = place.apply(stage, "1")?;
    place.server.crash()?;
    let ran = running.wait()?;
    must(ran.status == 1 && ran.stderr.contains("cannot reach"), || format!("it does not say why: {ran}"))?;
    drop(other);
    place.server.start()?;
    place.scene.run("apply")?.succeeded()?;
    place.has_it_once()
}

fn undo_takes_it_back(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let (running, other) = place.apply(stage, "1")?;
    place.server.crash()?;
    running.wait()?;
    drop(other);
    place.server.start()?;
    place.scene.run("undo")?.succeeded()?;
    let ledger = place.scene.ledger()?;
    must(ledger.states() == ["undone"], || format!("the ledger says {ledger:?}"))?;
    place.is_as_before()
}

fn undo_outlives_a_crash(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    place.scene.run("apply")?.succeeded()?;
    let (running, other) = place.waiting(stage, place.scene.call("undo", &[]))?;
    place.crash(other)?;
    let ran = running.wait()?;
    must(ran.status == 0, || format!("it is not undone: {ran}"))?;
    place.is_as_before()
}

fn daemon_outlives_a_crash(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let repo = repo_of(stage)?;
    let (daemon, other) = place.waiting(stage, serve(&place, &repo))?;
    place.crash(other)?;
    daemon.says("fault: held at run-ends")?;
    daemon.kill()?;
    place.has_it_once()
}

fn apply_outlives_a_cut(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let (running, other) = place.apply(stage, "10")?;
    place.wire.cut();
    drop(other);
    place.wire.mend();
    running.wait()?.succeeded()?;
    place.has_it_once()
}

fn daemon_outlives_a_cut(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let repo = repo_of(stage)?;
    let (daemon, other) = place.waiting(stage, serve(&place, &repo))?;
    place.wire.cut();
    drop(other);
    place.wire.mend();
    daemon.says("fault: held at run-ends")?;
    daemon.kill()?;
    place.has_it_once()
}

/// The server does not notice that the program is gone, finishes the step, and holds the target's lock until it notices.
fn finished_behind_the_cut(stage: &Stage) -> Result<(), Fault> {
    let place = Place::of(stage)?;
    let (running, other) = place.apply(stage, "10")?;
    place.wire.cut_near();
    running.says("waiting for")?;
    drop(other);
    let database = postgres(&place.scene.database)?;
    wait_step_by_step(database, &format!("NOT {PROGRAM_WAITS}"))?;
    place.wire.let_go();
    running.wait()?.succeeded()?;
    place.has_it_once()
}

/// As `wait_until`, without a transaction that stays open: what runs beside others would wait for that.
fn wait_step_by_step(database: &PostgresDatabase, condition: &str) -> Result<(), Fault> {
    for _ in 0..300 {
        if database.run(&format!("SELECT {condition}; SELECT pg_sleep(0.1);"))?.trim() == "t" {
            return Ok(());
        }
    }
    Err(Fault::new(format!("it did not come to this in half a minute: {condition}")))
}

fn repo_of(stage: &Stage) -> Result<GitRepo, Fault> {
    let repo = GitRepo::fresh()?;
    repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n")?;
    let target = "[[target]]\nname = \"shop\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"env:SHOP\"\nengine = \"postgres\"\n";
    repo.write("targets/shop.toml", target)?;
    let mut policy = "mode = \"auto\"\nlock_timeout = \"60s\"\n".to_owned();
    for hazard in ["data-loss", "irreversible", "backward-incompatible", "blocking-rewrite"] {
        policy.push_str(&format!(
            "[[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"{hazard}\"\nreason = \"a test\"\n"
        ));
    }
    repo.write("policies/rollout.toml", &policy)?;
    repo.write("schemas/shop/shop.sql", stage.scenario.desired)?;
    repo.commit("ask for a change")?;
    Ok(repo)
}

/// The daemon, which is held where its run ends.
fn serve(place: &Place, repo: &GitRepo) -> Call {
    let state = place.scene.program.home().join("state").display().to_string();
    let repo = repo.path().display().to_string();
    let call = place.scene.program.call(["serve", "--repo", &repo, "--state", &state, "--listen", "127.0.0.1:0"]);
    call.env("SHOP", place.scene.url()).env("GROUNDLINE_FAULT", "hold:run-ends")
}
