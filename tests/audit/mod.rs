//! The audit: every run with its statements, a chain that shows what was changed in it, and exports that other programs read.

use std::path::PathBuf;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, GitRepo, Program, Published, Ran, Sqlite};

const POLICY: &str = "mode = \"auto\"\n";
const FIRST: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n";
const SECOND: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, city TEXT);\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("a run is shown with its statements, who asked for it, and how long each step took", told as fn() -> _),
        ("the chain is whole, and what was changed or cut off is found", chained),
        ("the export as JSON and as CSV has every event, and no formula of somebody's name", exported),
        ("what is asked for wrongly is said", wrong),
    ]
    .map(|(name, test)| Trial::test(format!("audit/{name}"), move || test().map_err(Failed::from)))
    .into()
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

/// A schema repo whose daemon applied two commits, and ended.
struct World {
    program: Program,
    repo: GitRepo,
    _live: Sqlite,
}

impl World {
    fn of_two_commits() -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()?, repo: GitRepo::fresh()?, _live: Sqlite::fresh()? };
        let repo = &world.repo;
        repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n")?;
        let url = world._live.url();
        let target =
            format!("[[target]]\nname = \"shop\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"{url}\"\n");
        repo.write("targets/shop.toml", &target)?;
        repo.write("policies/rollout.toml", POLICY)?;
        for (number, schema) in [(1, FIRST), (2, SECOND)] {
            repo.write("schemas/shop/shop.sql", schema)?;
            repo.commit(&format!("state {number}"))?;
            let daemon = Published::serve(&world.program, repo.path(), &[], &[])?;
            daemon.until("/?format=json", |status| {
                status["targets"][0]["sync"] == "in_sync" && status["targets"][0]["last_run"]["run"] == number
            })?;
        }
        Ok(world)
    }

    fn store(&self) -> PathBuf {
        self.program.home().join("state/groundline.db")
    }

    fn run(&self, command: &str, args: &[&str]) -> Result<Ran, Fault> {
        let state = self.program.home().join("state").display().to_string();
        self.program.run([command, "--state", &state].into_iter().chain(args.iter().copied()))
    }

    fn json(&self, command: &str, args: &[&str]) -> Result<Value, Fault> {
        let ran = self.run(command, &[args, &["--format", "json"]].concat())?;
        must(ran.status == 0, "it is shown", &ran)?;
        Ok(serde_json::from_str(&ran.stdout)?)
    }

    /// Changes the store behind the back of the program, whose guards are taken away first.
    fn tamper(&self, sql: &str) -> Result<(), Fault> {
        let guards = "DROP TRIGGER IF EXISTS events_are_not_changed; DROP TRIGGER IF EXISTS events_are_not_removed;";
        tests::ran(&mut Sqlite::client(&self.store()), &format!("{guards} {sql}"))?.succeeded().map(drop)
    }
}

fn told() -> Result<(), Fault> {
    let world = World::of_two_commits()?;
    let run = world.json("history", &["--target", "shop", "--run", "2"])?;
    let step = &run["steps"][0];
    must(step["end"] == "done" && step["attempts"] == 1, "the step is done", &run)?;
    must(step["statements"].to_string().contains("city"), "with its statement", &run)?;
    must(step["began"].is_string() && step["ended"].is_string(), "and its times", &run)?;
    let text = world.run("history", &["--target", "shop", "--run", "2"])?;
    must(text.stdout.contains("city") && text.stdout.contains(" ms"), "for people too", &text)?;
    let events = world.json("audit", &["--kind", "run-ended"])?;
    must(events["events"].as_array().is_some_and(|events| events.len() == 2), "each run is an event", &events)?;
    let last = &events["events"][1]["detail"];
    must(last["steps"][0]["statements"].to_string().contains("city"), "which keeps what ran", &events)?;
    must(last["plan"].is_string() && last["revision"].is_string(), "and why", &events)?;
    let accepted = world.json("audit", &["--kind", "revision-accepted"])?;
    must(accepted["events"][0]["actor"].to_string().contains('@'), "who committed is an actor", &accepted)
}

fn chained() -> Result<(), Fault> {
    let world = World::of_two_commits()?;
    let whole = world.json("audit", &["--verify"])?;
    let (id, hash) = (whole["last"]["id"].as_i64().unwrap_or(0), whole["last"]["hash"].as_str().unwrap_or(""));
    must(whole["whole"] == true && whole["events"].as_i64() == Some(id) && id > 4, "the chain is whole", &whole)?;
    let anchor = format!("{id}:{hash}");
    let ran = world.run("audit", &["--verify", "--anchor", &anchor])?;
    must(ran.status == 0 && ran.stdout.contains(&anchor), "its last link is an anchor", &ran)?;

    world.tamper(&format!("DELETE FROM events WHERE id = {id};"))?;
    let ran = world.run("audit", &["--verify"])?;
    must(ran.status == 0, "nothing in the chain itself tells that its end is gone", &ran)?;
    let ran = world.run("audit", &["--verify", "--anchor", &anchor])?;
    must(ran.status == 1 && ran.stderr.contains("the chain ends before it"), "the anchor does", &ran)?;

    world.tamper("UPDATE events SET actor = 'nobody' WHERE id = 2;")?;
    let ran = world.run("audit", &["--verify"])?;
    must(ran.status == 1 && ran.stderr.contains("event 2 is not as it was written"), "a change is found", &ran)
}

fn exported() -> Result<(), Fault> {
    let world = World::of_two_commits()?;
    let all = world.json("audit", &[])?;
    let events = all["events"].as_array().cloned().unwrap_or_default();
    let ids: Vec<_> = events.iter().filter_map(|event| event["id"].as_u64()).collect();
    must(ids.len() > 4 && ids.iter().copied().eq(1..=ids.len() as u64), "every event, oldest first", &all)?;
    let csv = world.run("audit", &["--format", "csv"])?;
    let python = "import csv, json, sys\nrows = list(csv.DictReader(sys.stdin))\n\
                  print(len(rows), sum(json.loads(row['detail']) is not None for row in rows))";
    let mut reader = std::process::Command::new("python3");
    let read = tests::ran(reader.args(["-c", python]), &csv.stdout)?.succeeded()?;
    must(read.trim() == format!("{0} {0}", ids.len()), "another program reads the table", &read)?;

    world.tamper("UPDATE events SET actor = '=HYPERLINK(\"http://example.com\")' WHERE id = 1;")?;
    let csv = world.run("audit", &["--format", "csv"])?;
    must(csv.stdout.contains("\"'=HYPERLINK(\"\"http"), "a formula is text", &csv)?;
    world.tamper("UPDATE events SET actor = char(27) || '[2J' WHERE id = 1;")?;
    let text = world.run("audit", &[])?;
    must(!text.stdout.contains('\u{1b}'), "nothing steers the terminal", text.stdout.escape_debug())?;

    let moment = events[3]["at"].as_str().unwrap_or_default().to_owned();
    let later = world.json("audit", &["--since", &moment])?;
    let earlier = world.json("audit", &["--until", &moment])?;
    let count = |value: &Value| value["events"].as_array().map_or(0, Vec::len);
    must(count(&later) + count(&earlier) == ids.len() && count(&earlier) > 0, "a moment divides them", &later)?;
    let nobody = world.json("audit", &["--actor", "nobody at all"])?;
    must(count(&nobody) == 0, "an actor who did nothing", &nobody)
}

fn wrong() -> Result<(), Fault> {
    let world = World::of_two_commits()?;
    for (args, said) in [
        (&["--since", "yesterday"][..], "2026-11-01T08:30:00Z"),
        (&["--verify", "--anchor", "12"], "an anchor is the number of an event and its hash"),
        (&["--anchor", "1:ab"], "--anchor"),
        (&["--verify", "--target", "shop"], "--target"),
    ] {
        let ran = world.run("audit", args)?;
        must(ran.status == 1 && ran.stderr.contains(said), &args.join(" "), &ran)?;
    }
    let ran = world.run("history", &["--target", "shop", "--run", "99"])?;
    must(ran.status == 1 && ran.stderr.contains("knows no run 99"), "an unknown run", &ran)
}
