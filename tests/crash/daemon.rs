//! The daemon itself is killed with SIGKILL in the middle of a run, and started again.

use libtest_mimic::{Failed, Trial};
use tests::{Call, Fault, GitRepo, Program, Sqlite};

const BEFORE: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);\n";
const AFTER: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', city TEXT);\n\
                     CREATE INDEX users_by_city ON users (city);\n\
                     CREATE VIEW cities AS SELECT DISTINCT city FROM users;\n";
const ROWS: &str = "INSERT INTO users (name, fax) VALUES ('Ada', '1'), (NULL, '2'), ('Grace', NULL);\n";
const POLICY: &str = "mode = \"auto\"\n\n[[consent]]\nenvironment = \"dev\"\nobject = \"users\"\nhazard = \"data-loss\"\n\
                      reason = \"a test\"\n\n[[consent]]\nenvironment = \"dev\"\nobject = \"users\"\n\
                      hazard = \"backward-incompatible\"\nreason = \"a test\"\n";

/// The tests of this module.
pub(super) fn trials() -> Vec<Trial> {
    ["run-begins", "step-begins:1", "step-done:1", "step-begins:2", "step-done:2", "verifying", "run-ends"]
        .into_iter()
        .map(|point| {
            let name = format!("crash/sqlite/a daemon killed at {point} finishes the run when it starts again");
            Trial::test(name, move || killed_at(point).map_err(Failed::from))
        })
        .collect()
}

fn killed_at(point: &str) -> Result<(), Fault> {
    let (program, repo, live) = (Program::fresh()?, GitRepo::fresh()?, Sqlite::fresh()?);
    live.run(&format!("{BEFORE}{ROWS}"))?;
    repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n")?;
    let target =
        format!("[[target]]\nname = \"shop\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"{}\"\n", live.url());
    repo.write("targets/shop.toml", &target)?;
    repo.write("policies/rollout.toml", POLICY)?;
    repo.write("schemas/shop/shop.sql", AFTER)?;
    repo.commit("ask for a change")?;

    let state = program.home().join("state");
    let serve = || -> Call {
        let (repo, state) = (repo.path().display().to_string(), state.display().to_string());
        program.call(["serve", "--repo", &repo, "--state", &state, "--listen", "127.0.0.1:0"])
    };
    let held = serve().env("GROUNDLINE_FAULT", format!("hold:{point}")).spawn()?;
    held.says(&format!("fault: held at {point}"))?;
    held.kill()?;

    // Held again where the recovered run ends: by then it is in the ledger, and nothing else waits for it.
    let again = serve().env("GROUNDLINE_FAULT", "hold:run-ends").spawn()?;
    if point == "run-ends" {
        again.says("groundline serves")?;
    } else {
        again.says("fault: held at run-ends")?;
    }
    again.kill()?;
    let states = live.run("SELECT count(*) || ' ' || min(state) || ' ' || max(state) FROM groundline_run;")?;
    must_be(states.trim(), "1 succeeded succeeded")?;
    let twice =
        live.run("SELECT count(*) FROM (SELECT step FROM groundline_step GROUP BY run, step HAVING count(*) > 1);")?;
    must_be(twice.trim(), "0")?;
    must_be(
        live.run("SELECT group_concat(name, ',') FROM (SELECT name FROM users ORDER BY id);")?.trim(),
        "Ada,,Grace",
    )?;
    let schema = repo.path().join("schemas/shop").display().to_string();
    let plan = program.run(["plan", "--url", &live.url(), "--schema", &schema])?;
    if plan.status == 0 { Ok(()) } else { Err(Fault::new(format!("the plan is not empty\n{}", plan.stdout))) }
}

fn must_be(found: &str, expected: &str) -> Result<(), Fault> {
    if found == expected { Ok(()) } else { Err(Fault::new(format!("`{found}` and not `{expected}`"))) }
}
