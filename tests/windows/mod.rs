//! A plan that waits for its window, as everybody sees it: status, `explain`, page and metrics; and a person, who is not bound.

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, GitRepo, Program, Published, Ran, Sqlite};

/// Open for a minute of the year.
const RARELY: &str = "mode = \"auto\"\n[[window]]\nname = \"new-year\"\nschedule = \"0 0 1 1 *\"\nduration = \"1m\"\n";
const FREEZE: &str =
    "[[freeze]]\nname = \"audit\"\nstart = 2020-01-01\nend = 2999-12-31\ntime_zone = \"Europe/Berlin\"\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("what waits for a window says so to everybody, and a commit lets it go", waits as fn() -> _),
        ("who applies by hand is not bound, and is told", by_hand),
    ]
    .map(|(name, test)| Trial::test(format!("windows/{name}"), move || test().map_err(Failed::from)))
    .into()
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

struct World {
    program: Program,
    repo: GitRepo,
    live: Sqlite,
}

impl World {
    fn with(policy: &str) -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()?, repo: GitRepo::fresh()?, live: Sqlite::fresh()? };
        let repo = &world.repo;
        repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"prod\"]\n")?;
        let url = world.live.url();
        let target =
            format!("[[target]]\nname = \"shop\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"{url}\"\n");
        repo.write("targets/shop.toml", &target)?;
        repo.write("policies/rollout.toml", policy)?;
        repo.write("schemas/shop/shop.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n")?;
        repo.commit("begin")?;
        Ok(world)
    }

    fn explain(&self, topic: &str) -> Result<Ran, Fault> {
        let state = self.program.home().join("state").display().to_string();
        self.program.run(["explain", topic, "--state", &state])
    }
}

fn waits() -> Result<(), Fault> {
    let world = World::with(&format!("{RARELY}{FREEZE}"))?;
    let daemon = Published::serve(&world.program, world.repo.path(), &[], &[])?;
    let waiting = |status: &Value| status["targets"][0]["operation"] == "awaiting_window";
    let status = daemon.until("/?format=json", waiting)?;
    let target = &status["targets"][0];
    must(target["reason"] == "outside-window", "the reason", target)?;
    must(target["window"]["windows"][0]["name"] == "new-year", "the window", target)?;
    let opens = target["window"]["windows"][0]["local"].as_str().unwrap_or_default().to_owned();
    must(opens.ends_with("-01-01 00:00 UTC"), "and when it opens", target)?;
    must(target["window"]["opens"].is_null(), "the freeze is too long for a next moment", target)?;

    let why = format!(
        "waits for window `new-year`, which opens {opens}; freeze `audit` also matches until 3000-01-01 00:00 Europe/Berlin"
    );
    let told = world.explain("shop")?.succeeded()?;
    must(told.starts_with("shop: pending, reachable, awaiting window (outside-window)\n"), "what it is", &told)?;
    must(told.contains(&why) && told.contains("next, by a commit: "), "why, and what is next", &told)?;
    let unknown = world.explain("shap")?;
    must(unknown.status == 1 && unknown.stderr.contains("the daemon knows the targets shop"), "not another", &unknown)?;
    let (_, page) = daemon.ask("GET", "/targets/shop")?;
    must(page.contains("awaiting window") && page.contains("<code>new-year</code> opens"), "the page", &page)?;
    let (_, metrics) = daemon.ask("GET", "/metrics")?;
    must(metrics.contains("operation=\"awaiting window\""), "the metrics", &metrics)?;

    world.repo.write("policies/rollout.toml", RARELY)?;
    world.repo.commit("no freeze")?;
    let status = daemon.until("/?format=json", |status| status["targets"][0]["window"]["opens"].is_string())?;
    must(waiting(&status), "the window still counts", &status)?;
    let (_, metrics) = daemon.ask("GET", "/metrics")?;
    must(metrics.contains("groundline_window_opens_timestamp_seconds{target=\"shop\"} "), "the metrics", &metrics)?;
    must(world.explain("shop")?.succeeded()?.contains("it is applied from "), "by itself", &status)?;
    world.repo.write("policies/rollout.toml", "mode = \"auto\"\n")?;
    world.repo.commit("at any time")?;
    daemon.until("/?format=json", |status| status["targets"][0]["sync"] == "in_sync")?;
    must(world.explain("shop")?.succeeded()?.contains("(in-sync)"), "it is through", "")
}

fn by_hand() -> Result<(), Fault> {
    let world = World::with(RARELY)?;
    let repo = world.repo.path().display().to_string();
    let ran = world.program.run(["apply", "--repo", &repo, "--target", "shop", "--yes"])?;
    must(ran.status == 0 && ran.stdout.contains("1 step(s) applied"), "it is applied", &ran)?;
    let note = "note: `shop` is applied by hand; the daemon waits for window `new-year`, which opens ";
    must(ran.stderr.contains(note), "and the person is told", &ran)
}
