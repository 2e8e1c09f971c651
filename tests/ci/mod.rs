//! The kits of the template, run as a forge runs them: the very steps of their files, in a clone with a branch and a change.
//!
//! Not the forges: what is sent to one is not sent here; how a comment is found again is read.

mod kit;
mod sarif;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::Fault;

use kit::{World, python};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("the GitHub kit annotates, and writes SARIF 2.1.0 and a comment with the plan", github),
        trial("the GitLab kit writes code quality, JUnit and a note with the plan", gitlab),
        trial("the Gitea kit annotates and writes a comment with the plan", gitea),
        trial("without a daemon the kits review the files and say why there is no plan", without_daemon),
        trial("fingerprints stay when lines come in above", fingerprints),
        trial("a comment is found again by the mark that it begins with, and updated", comments),
        trial("the hook of Git keeps an error from being committed", hook),
        trial("a kit is added to a schema repo that is there", added),
    ]
}

fn trial(name: &str, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("ci/{name}"), move || test().map_err(Failed::from))
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

const GITHUB: &str = ".github/workflows/groundline.yml";
const GITEA: &str = ".gitea/workflows/groundline.yml";
const GITLAB: &str = ".gitlab-ci.yml";

fn github() -> Result<(), Fault> {
    let world = World::with_change()?;
    let daemon = world.daemon()?;
    let ran = world.step(GITHUB, "Review", Some(&daemon.url()))?;
    must(ran.status == 3, "the finding at error level fails the step", &ran)?;
    annotations(&world, &ran.stdout)?;
    let text = world.read("groundline.sarif")?;
    let value: Value = serde_json::from_str(&text)?;
    let wrong = sarif::wrong(&value);
    must(wrong.is_empty(), &format!("it is not SARIF 2.1.0: {}", wrong.join("; ")), &text)?;
    let rules: Vec<_> =
        value["runs"][0]["results"].as_array().into_iter().flatten().map(|one| &one["ruleId"]).collect();
    for rule in ["null-comparison", "data-loss"] {
        must(rules.iter().any(|found| *found == rule), &format!("`{rule}` is a result"), &text)?;
    }
    comment(&world.read("groundline.md")?)
}

fn gitea() -> Result<(), Fault> {
    let world = World::with_change()?;
    let daemon = world.daemon()?;
    let ran = world.step(GITEA, "Review", Some(&daemon.url()))?;
    must(ran.status == 3, "the finding at error level fails the step", &ran)?;
    annotations(&world, &ran.stdout)?;
    comment(&world.read("groundline.md")?)
}

fn gitlab() -> Result<(), Fault> {
    let world = World::with_change()?;
    let daemon = world.daemon()?;
    let ran = world.script(GITLAB, Some(&daemon.url()))?;
    must(ran.status == 3, "the finding at error level fails the job", &ran)?;
    quality(&world)?;
    let counted = world.junit()?;
    let told = |key: &str| counted[key].as_u64().unwrap_or(0);
    must(counted["told"] == counted["counted"], "the numbers of JUnit are those of its cases", &counted)?;
    must(
        told("suites") >= 2 && told("named_plan") == 1,
        "there is a suite for the file and one for the plan",
        &counted,
    )?;
    comment(&world.read("groundline.md")?)
}

/// One comment: its mark, the finding, and the table of the plan with locks, hazards and undo.
fn comment(text: &str) -> Result<(), Fault> {
    for part in [
        "<!-- groundline review -->\n## SQL review\n",
        "| ❌ | `null-comparison` | <code>schemas/app/views.sql:",
        "### `app-dev` (dev)",
        "| | step | lock | rewrite | hazards | undo |",
        "`data-loss` **needs consent**: ",
        "| from a snapshot |",
        "<details><summary>Plan <code>sha256:",
    ] {
        must(text.contains(part), &format!("the comment lacks `{part}`"), text)?;
    }
    must(text.matches("<!-- groundline").count() == 1 && text.len() < 65_536, "one mark, and not too long", text)
}

/// Every line is a workflow command with known properties, and its place is a line of a file that is there.
fn annotations(world: &World, text: &str) -> Result<(), Fault> {
    let mut with_place = 0;
    for line in text.lines() {
        let parts = line.strip_prefix("::").and_then(|rest| rest.split_once("::"));
        let (head, message) = parts.ok_or_else(|| Fault::new(format!("`{line}` is no workflow command")))?;
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        must(["error", "warning", "notice"].contains(&command) && !message.is_empty(), "a known command", line)?;
        let pairs: Vec<_> = properties.split(',').filter_map(|pair| pair.split_once('=')).collect();
        let known = ["file", "line", "endLine", "title", "col", "endColumn"];
        must(pairs.iter().all(|(key, value)| known.contains(key) && !value.is_empty()), "known properties", line)?;
        let of = |key: &str| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        if let (Some(file), Some(number)) = (of("file"), of("line")) {
            with_place += 1;
            let lines = world.read(file)?.lines().count();
            let number: usize = number.parse().map_err(|_| Fault::new(format!("`{number}` is no line")))?;
            must((1..=lines).contains(&number), "its line is in the file", line)?;
        }
    }
    must(
        text.contains("title=null-comparison") && text.contains("::notice title=plan of app-dev::1. "),
        "both are told",
        text,
    )?;
    must(with_place >= 2, "findings and hazards have places", text)
}

/// The keys that GitLab reads, and marks that are not the same twice.
fn quality(world: &World) -> Result<(), Fault> {
    let text = world.read("groundline-quality.json")?;
    let issues: Vec<Value> = serde_json::from_str(&text)?;
    let mut marks = Vec::new();
    for issue in &issues {
        let texts = ["description", "check_name", "fingerprint"]
            .iter()
            .all(|key| issue[*key].as_str().is_some_and(|s| !s.is_empty()));
        let severity = issue["severity"].as_str().unwrap_or_default();
        must(
            texts && ["info", "minor", "major", "critical", "blocker"].contains(&severity),
            "an issue of code quality",
            issue,
        )?;
        let path = issue["location"]["path"].as_str().unwrap_or_default();
        let begin = issue["location"]["lines"]["begin"].as_u64().unwrap_or(0);
        must(
            !path.starts_with(['.', '/']) && world.read(path).is_ok() && begin >= 1,
            "its place is in the repo",
            issue,
        )?;
        marks.push(issue["fingerprint"].to_string());
    }
    marks.sort();
    let count = marks.len();
    marks.dedup();
    must(count >= 2 && marks.len() == count, "no two fingerprints are the same", &text)
}

fn without_daemon() -> Result<(), Fault> {
    let world = World::with_change_on("url = \"env:NOBODY_SET_IT\"\nengine = \"sqlite\"")?;
    let ran = world.step(GITHUB, "Review", None)?;
    must(ran.status == 3 && ran.stdout.contains("title=null-comparison"), "the files are reviewed", &ran)?;
    let reason = "::notice title=plan of app-dev::no plan: ";
    must(
        ran.stdout.contains(reason) && ran.stdout.contains("`NOBODY_SET_IT` is not set"),
        "why there is no plan",
        &ran,
    )?;
    let comment = world.read("groundline.md")?;
    must(comment.contains("No plan: ") && comment.contains("NOBODY&#95;SET&#95;IT"), "the comment says why", &comment)?;
    let value: Value = serde_json::from_str(&world.read("groundline.sarif")?)?;
    let notes = &value["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    must(sarif::wrong(&value).is_empty() && notes[0]["level"] == "note", "SARIF says why", &value)?;
    let ran = world.script(GITLAB, None)?;
    must(ran.status == 3 && world.junit()?["skipped"] == 1, "JUnit says why", &ran)
}

fn fingerprints() -> Result<(), Fault> {
    let world = World::with_change()?;
    let marks = || -> Result<Vec<String>, Fault> {
        world.script(GITLAB, None)?;
        let issues: Vec<Value> = serde_json::from_str(&world.read("groundline-quality.json")?)?;
        let of_files = issues.iter().filter(|issue| issue["check_name"] == "null-comparison");
        Ok(of_files.map(|issue| format!("{} {}", issue["fingerprint"], issue["location"]["lines"]["begin"])).collect())
    };
    let before = marks()?;
    let views = world.read("schemas/app/views.sql")?;
    world.write("schemas/app/views.sql", &format!("-- One more line above.\n{views}"))?;
    let after = marks()?;
    let mark = |one: &String| one.split(' ').next().map(str::to_owned);
    must(before.len() == 1 && before != after, "the line moved", before.join("; "))?;
    must(before.iter().map(mark).eq(after.iter().map(mark)), "the fingerprint stayed", after.join("; "))
}

fn comments() -> Result<(), Fault> {
    let world = World::with_change()?;
    world.script(GITLAB, None)?;
    let comment = world.read("groundline.md")?;
    let mark = comment.lines().next().unwrap_or_default().to_owned();
    let steps = [world.text_of(GITHUB, "Comment")?, world.text_of(GITEA, "Comment")?, world.text_of_note()?];
    for step in steps {
        world.is_shell(&step)?;
        let filter =
            step.split("jq --raw-output '").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
        let listed = serde_json::json!([
            { "id": 1, "body": "Looks good to me" },
            { "id": 2, "body": comment },
            { "id": 3, "body": format!("> {mark}\nwhat is this?") },
        ]);
        let found = world.jq(filter, &listed.to_string())?;
        must(found.trim() == "2", "its own comment is found again", &found)?;
        let found = world.jq(filter, "[{\"id\": 1, \"body\": \"Looks good to me\"}]")?;
        must(found.trim().is_empty(), "nobody else's is taken for it", &found)?;
        must(step.contains("PATCH") || step.contains("PUT"), "it is updated where it is there", &step)?;
    }
    Ok(())
}

fn hook() -> Result<(), Fault> {
    let world = World::with_change()?;
    world.git(&["config", "core.hooksPath", ".githooks"])?.succeeded()?;
    world.write("schemas/app/more.sql", "CREATE VIEW nobody AS SELECT id FROM orders WHERE state <> NULL;\n")?;
    world.git(&["add", "--all"])?.succeeded()?;
    let ran = world.git(&["commit", "--quiet", "--message", "more"])?;
    must(ran.status != 0 && ran.to_string().contains("null-comparison"), "the commit is refused", &ran)?;
    world.write("schemas/app/more.sql", "CREATE VIEW nobody AS SELECT id FROM orders WHERE state IS NULL;\n")?;
    world.git(&["add", "--all"])?.succeeded()?;
    world.git(&["commit", "--quiet", "--message", "more"])?.succeeded()?;
    let parsed = python(
        "import sys, json, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)",
        &world.read(".pre-commit-config.yaml")?,
    )?;
    let value: Value = serde_json::from_str(&parsed)?;
    let entry = value["repos"][0]["hooks"][0]["entry"].as_str().unwrap_or_default().to_owned();
    must(world.read(".githooks/pre-commit")?.contains(&entry) && !entry.is_empty(), "both run the same", &value)
}

fn added() -> Result<(), Fault> {
    let world = World::with_change()?;
    let program = world.program();
    program.run(["init", "old", "--engine", "mysql"])?.succeeded()?;
    let before = program.home().join("old/.gitlab-ci.yml");
    must(!before.exists(), "none is there where none was asked for", before.display())?;
    program.run(["init", "old", "--engine", "mysql", "--ci", "gitlab", "--ci", "hook"])?.succeeded()?;
    must(before.exists(), "it is there", before.display())?;
    let ran = program.run(["init", "old", "--engine", "mysql", "--ci", "gitlab"])?;
    must(ran.status == 1 && ran.stderr.contains(".gitlab-ci.yml` is there already"), "nothing is written over", &ran)
}
