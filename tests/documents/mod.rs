//! The generated pages of the user guide are what the program says of itself. `UPDATE_DOCS=1 ./tests/run documents/` writes
//! them anew.

use std::fmt::Write as _;

use libtest_mimic::{Failed, Trial};
use tests::{Fault, Program, Sqlite, workspace};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("the page of commands is what --help prints", || is_current("commands.md", &commands()?)),
        trial("the page of hazards is what explain prints", || is_current("hazards.md", &hazards()?)),
        trial("a plan as JSON has the promised form", plan_form),
    ]
}

fn trial(name: &str, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("documents/{name}"), move || test().map_err(Failed::from))
}

fn is_current(page: &str, text: &str) -> Result<(), Fault> {
    let path = workspace().join("daemon/docs").join(page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return Ok(std::fs::write(path, text)?);
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    if written == text {
        return Ok(());
    }
    Err(Fault::new(format!("daemon/docs/{page} is not current; run `UPDATE_DOCS=1 ./tests/run documents/`")))
}

fn commands() -> Result<String, Fault> {
    let program = Program::fresh()?;
    let help = program.run(["--help"])?.succeeded()?;
    let mut page = String::from(
        "# Commands\n\nWhat `groundline --help` and `groundline COMMAND --help` print; this page is generated from them. Results go \
         to standard\noutput, messages and progress to standard error.\n\n",
    );
    let _ = write!(page, "```text\n{help}```\n");
    for name in names(&help) {
        let help = program.run([name, "--help"])?.succeeded()?;
        let _ = write!(page, "\n## {name}\n\n```text\n{help}```\n");
        for verb in names(&help) {
            let help = program.run([name, verb, "--help"])?.succeeded()?;
            let _ = write!(page, "\n### {name} {verb}\n\n```text\n{help}```\n");
        }
    }
    Ok(page)
}

/// The commands that the help lists, in its order.
fn names(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let named = listed.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

fn hazards() -> Result<String, Fault> {
    let program = Program::fresh()?;
    let hint = program.run(["explain", "no-such-page"])?.stderr;
    let list = hint.lines().find_map(|line| line.strip_prefix("hint: the hazards are "));
    let mut page = String::from(
        "# Hazards\n\nThe named dangers of a step, as `groundline explain HAZARD` prints them; this page is generated from it. A plan \
         with\n`data-loss`, `irreversible`, `backward-incompatible` or `blocking-rewrite` runs only with consent.\n",
    );
    for name in list.ok_or_else(|| Fault::new("explain lists no hazards"))?.split(", ") {
        let text = program.run(["explain", name])?.succeeded()?;
        let body = text.split_once("\n\n").map_or(text.as_str(), |(_, body)| body);
        let _ = write!(page, "\n## {name}\n\n{body}");
    }
    Ok(page)
}

/// The keys that other programs read, and how they are written.
fn plan_form() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let database = Sqlite::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE \"a b\" (id INTEGER PRIMARY KEY);")?;
    let ran = program.run(["plan", "--url", &database.url(), "--schema", "s.sql", "--format", "json"])?;
    let plan: serde_json::Value = serde_json::from_str(&ran.stdout)?;
    let keys = ["version", "target", "engine", "digest", "base", "desired", "empty", "proven", "unsupported", "steps"];
    let step = &plan["steps"][0];
    let keys_of_step =
        ["id", "summary", "object", "mode", "statements", "lock", "rewrite", "timeouts", "hazards", "undo"];
    let missing: Vec<_> = (keys.iter().filter(|key| plan.get(key).is_none()))
        .chain(keys_of_step.iter().filter(|key| step.get(key).is_none()))
        .collect();
    let object = serde_json::json!({ "kind": "table", "name": "a b" });
    let undo = serde_json::json!({ "kind": "statements", "statements": ["DROP TABLE \"a b\""], "reason": null });
    match missing.is_empty() && step["object"] == object && step["undo"] == undo && plan["version"] == 1 {
        true => Ok(()),
        false => Err(Fault::new(format!("it lacks {missing:?}, or is written otherwise: {plan:#}"))),
    }
}
