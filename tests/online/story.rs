//! A change from its beginning to its end, and what may come between.

use tests::{Fault, Running};

use super::place::{Engine, Place, must};
use super::writers::{Writers, books_agree, keep_books};

const ROWS: u32 = 6_000;
/// What the program says while it waits for the hold file to go.
const HELD: &str = "held before the exchange";

fn text(path: &std::path::Path) -> String {
    path.display().to_string()
}

/// Writers write all the time: before the change, while it is made, after it, while it is taken back.
pub(super) fn there_and_back(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    keep_books(&place)?;
    let writers = Writers::begin(&place, ROWS)?;
    place.begin(&[])?.wait()?.succeeded()?;
    must(place.is_changed()?, || "the change is not there".to_owned())?;
    place.revert()?.succeeded()?;
    must(!place.is_changed()?, || "the change is still there".to_owned())?;
    writers.end()?;
    books_agree(&place)?;
    must(place.leftovers()?.is_empty(), || format!("left behind: {}", place.leftovers().unwrap_or_default()))
}

/// SIGKILL in the middle of the copy; `--resume` does the rest.
pub(super) fn killed_and_resumed(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    keep_books(&place)?;
    let writers = Writers::begin(&place, ROWS)?;
    let running = place.begin(&["--range-time", "1ms"])?;
    running.says("copying")?;
    running.kill()?;
    must(!place.is_changed()?, || "half of a change is visible".to_owned())?;
    place.online(&["--resume"]).run()?.succeeded()?;
    writers.end()?;
    must(place.is_changed()?, || "the change is not there".to_owned())?;
    books_agree(&place)
}

/// Everything is ready, and the process dies; the next one gets to the same point, and dies; the third one may go on.
pub(super) fn killed_while_held(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    keep_books(&place)?;
    let hold = place.file("hold");
    std::fs::write(&hold, "")?;
    let writers = Writers::begin(&place, ROWS)?;
    let held = |running: Running| running.says(HELD).map(|()| running);
    held(place.begin(&["--hold", &text(&hold)])?)?.kill()?;
    held(place.online(&["--resume", "--hold", &text(&hold)]).spawn()?)?.kill()?;
    let last = held(place.online(&["--resume", "--hold", &text(&hold)]).spawn()?)?;
    must(!place.is_changed()?, || "it did not wait".to_owned())?;
    std::fs::remove_file(&hold)?;
    last.wait()?.succeeded()?;
    writers.end()?;
    must(place.is_changed()?, || "the change is not there".to_owned())?;
    books_agree(&place)
}

/// `--abort` from elsewhere while the process works: it takes everything back.
pub(super) fn called_off(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    let before = place.leftovers()?;
    let hold = place.file("hold");
    std::fs::write(&hold, "")?;
    let running = place.begin(&["--hold", &text(&hold)])?;
    running.says(HELD)?;
    place.online(&["--abort"]).run()?.succeeded()?;
    let ended = running.wait()?;
    must(ended.status == 1, || format!("it ended with {:?}: {}", ended.status, ended.stderr))?;
    must(ended.stderr.contains("called off"), || format!("it does not say why: {}", ended.stderr))?;
    must(!place.is_changed()?, || "the change is there".to_owned())?;
    must(place.leftovers()? == before, || format!("left behind: {}", place.leftovers().unwrap_or_default()))?;
    let next = place.begin(&[])?;
    next.wait()?.succeeded()?;
    must(place.is_changed()?, || "the next change is not there".to_owned())
}

/// The process is dead; `--abort` takes back what it left.
pub(super) fn called_off_after_death(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    let before = place.leftovers()?;
    let hold = place.file("hold");
    std::fs::write(&hold, "")?;
    let running = place.begin(&["--hold", &text(&hold)])?;
    running.says(HELD)?;
    running.kill()?;
    place.online(&["--abort"]).run()?.succeeded()?;
    must(place.leftovers()? == before, || format!("left behind: {}", place.leftovers().unwrap_or_default()))?;
    let again = place.online(&["--abort"]).run()?;
    must(again.status == 1, || format!("there is nothing to call off: {}", again.stdout))
}

/// While the file exists no row is copied; then it goes on by itself.
pub(super) fn paused(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    let pause = place.file("pause");
    std::fs::write(&pause, "")?;
    let running = place.begin(&["--pause", &text(&pause)])?;
    running.says("waits: ")?;
    must(!running.said_so_far().contains("verifying,"), || "it did not wait".to_owned())?;
    must(!place.is_changed()?, || "it did not wait".to_owned())?;
    std::fs::remove_file(&pause)?;
    running.wait()?.succeeded()?;
    must(place.is_changed()?, || "the change is not there".to_owned())
}

/// The same from a schema: the plan names the mode, `apply` runs it, and a second plan is empty.
pub(super) fn by_a_schema(engine: Engine) -> Result<(), Fault> {
    let place = Place::with(engine, ROWS)?;
    let (old, new) = match engine {
        Engine::MySql => ("code INT NOT NULL", "code BIGINT NOT NULL"),
        Engine::Postgres => ("code integer NOT NULL", "code bigint NOT NULL"),
    };
    let schema = place.file("schema.sql");
    std::fs::write(&schema, engine.table().replace(old, new))?;
    let url = place.url();
    let schema = text(&schema);
    let plan = place.program.run(["plan", "--url", &url, "--schema", &schema, "--format", "json"])?;
    must(plan.status == 2, || format!("the plan ended with {:?}: {}", plan.status, plan.stderr))?;
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).map_err(|error| Fault::new(error.to_string()))?;
    let steps = plan["steps"].as_array().cloned().unwrap_or_default();
    must(steps.iter().any(|step| step["mode"] == "online"), || format!("no step is online: {plan}"))?;
    let apply = place.program.run(["apply", "--url", &url, "--schema", &schema, "--yes", "--allow", "all"])?;
    apply.succeeded()?;
    must(place.is_changed()?, || "the change is not there".to_owned())?;
    place.program.run(["plan", "--url", &url, "--schema", &schema])?.succeeded().map(drop)
}
