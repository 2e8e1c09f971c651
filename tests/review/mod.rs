//! The review as CI runs it: files in, findings out, an exit code.
//!
//! What the rules say is tested beside each rule; here is the command.

mod live;
mod plans;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, GitRepo, Program, Ran, ran};

const CHANGE: &str = "DROP TABLE old;\n\nCREATE INDEX i ON t (a);\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = plans::trials();
    trials.extend(vec![
        trial("a finding at error level ends with 3, its place in a code frame", error_level),
        trial("--fail-on says which level ends with 3", fail_on),
        trial("every format of CI is valid in its own form", formats),
        trial("--fix mends the file and prints what is left", fix),
        trial("standard input is a file like any other", standard_input),
        trial("--schema tells what exists before the change", schema),
        trial("a schema repo is reviewed by its own policy, only what changed in it", schema_repo),
        trial("--base tells which files ship already, and --author who owns a change", shipped),
        trial("old findings are counted and stop nobody, and the baseline shrinks", baseline),
        trial("a policy extends files of its repo, and every fault of it has a place", policies),
        trial("what is wrong on the command line ends with 1 and says what to do", wrong),
        trial("explain shows the page of a rule, by any of its names", explain),
    ]);
    trials.extend(live::trials());
    trials
}

fn trial(name: &str, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("review/{name}"), move || test().map_err(Failed::from))
}

/// The program with a folder of its own, in which the change lies.
struct World {
    program: Program,
}

impl World {
    fn fresh() -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()? };
        world.write("change.sql", CHANGE)?;
        Ok(world)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.program.home().join(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Fault> {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    fn review(&self, args: &[&str]) -> Result<Ran, Fault> {
        self.program.run(["review", "--engine", "postgres"].into_iter().chain(args.iter().copied()))
    }
}

fn must(holds: bool, what: &str, ran: &Ran) -> Result<(), Fault> {
    if holds {
        return Ok(());
    }
    Err(Fault::new(format!("{what}; `{}` ended with {}:\n{}{}", ran.command, ran.status, ran.stdout, ran.stderr)))
}

/// Runs Git as somebody, whoever the machine says it is.
fn git(folder: &Path, args: &[&str]) -> Result<(), Fault> {
    let mut command = Command::new("git");
    command.args(args).current_dir(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.com");
    }
    ran(&mut command, "")?.succeeded().map(drop)
}

fn error_level() -> Result<(), Fault> {
    let ran = World::fresh()?.review(&["change.sql"])?;
    must(ran.status == 3, "a finding at error level is refused", &ran)?;
    must(
        ran.stdout.contains("error[drop-table]") && ran.stdout.contains("--> change.sql:1:12"),
        "its place is told",
        &ran,
    )
}

fn fail_on() -> Result<(), Fault> {
    let world = World::fresh()?;
    for (args, status) in [
        (vec!["--fail-on", "never", "change.sql"], 0),
        (vec!["--only", "index-not-concurrent", "change.sql"], 0),
        (vec!["--only", "index-not-concurrent", "--fail-on", "warning", "change.sql"], 3),
        (vec!["--only", "index-not-concurrent", "--rule", "index-not-concurrent=error", "change.sql"], 3),
        (vec!["--rule", "drop-table=off", "change.sql"], 0),
    ] {
        let ran = world.review(&args)?;
        must(ran.status == status, &format!("it must end with {status}"), &ran)?;
    }
    Ok(())
}

fn formats() -> Result<(), Fault> {
    let world = World::fresh()?;
    let print = |format: &str| world.review(&["--fail-on", "never", "--format", format, "change.sql"]);
    let parsed = |ran: &Ran| serde_json::from_str::<Value>(&ran.stdout).map_err(|error| Fault::new(error.to_string()));
    let json = print("json")?;
    let value = parsed(&json)?;
    must(
        value["findings"][1]["rule"] == "drop-table" || value["findings"][0]["rule"] == "drop-table",
        "JSON has findings",
        &json,
    )?;
    let sarif = print("sarif")?;
    must(parsed(&sarif)?["runs"][0]["tool"]["driver"]["name"] == "groundline", "SARIF names its tool", &sarif)?;
    let gitlab = print("gitlab")?;
    must(parsed(&gitlab)?[0]["fingerprint"].is_string(), "GitLab has fingerprints", &gitlab)?;
    let github = print("github")?;
    must(github.stdout.contains("::error file=change.sql,line=1,"), "GitHub has annotations", &github)?;
    let junit = print("junit")?;
    must(junit.stdout.starts_with("<?xml ") && junit.stdout.ends_with("</testsuites>\n"), "JUnit is XML", &junit)?;
    let markdown = print("markdown")?;
    must(markdown.stdout.starts_with("<!-- groundline review -->"), "the comment has its mark", &markdown)
}

fn fix() -> Result<(), Fault> {
    let world = World::fresh()?;
    let ran = world.review(&["--fix", "--only", "index-not-concurrent", "change.sql"])?;
    must(ran.status == 0 && ran.stdout.contains("0 errors, 0 warnings"), "nothing is left", &ran)?;
    let mended = fs::read_to_string(world.path("change.sql"))?;
    must(mended == CHANGE.replace("INDEX i", "INDEX CONCURRENTLY i"), &mended, &ran)
}

fn standard_input() -> Result<(), Fault> {
    let world = World::fresh()?;
    let mut command = Command::new(world.program.binary());
    command.args(["review", "--engine", "sqlite", "-"]).current_dir(world.program.home());
    let ran = ran(&mut command, "SELECT 1;\nDELETE FROM t;\n")?;
    must(ran.status == 3 && ran.stdout.contains("<stdin>:2:1"), "its place is told", &ran)
}

fn schema() -> Result<(), Fault> {
    let world = World::fresh()?;
    world.write("schema/t.sql", "CREATE TABLE t (a int, b text);\n")?;
    world.write("change.sql", "ALTER TABLE t ADD COLUMN b int;\nALTER TABLE u ADD COLUMN b int;\n")?;
    let ran = world.review(&["--schema", "schema", "--only", "object-exists,object-missing", "change.sql"])?;
    let says = ran.stdout.contains("`t` has a column `b` already") && ran.stdout.contains("there is no table `u`");
    must(ran.status == 3 && says, "what exists and what does not is known", &ran)
}

fn schema_repo() -> Result<(), Fault> {
    let world = World::fresh()?;
    world.program.run(["init", "repo", "--engine", "sqlite"])?.succeeded()?;
    world.write("repo/policies/review.toml", "[rules.naming-table]\nlevel = \"error\"\n")?;
    world.write("repo/schemas/app/bad.sql", "CREATE TABLE Bad2 (id INTEGER PRIMARY KEY);\n")?;
    let ran = world.program.call(["review"]).inside(&world.path("repo")).run()?;
    must(ran.status == 3 && ran.stdout.contains("error[naming-table]"), "the policy of the repo holds", &ran)?;
    must(ran.stdout.contains("of 1 file"), "only what changed is reviewed", &ran)
}

fn shipped() -> Result<(), Fault> {
    let (world, repo) = (World::fresh()?, GitRepo::fresh()?);
    for (name, text) in [("m/0001_a.sql", "CREATE TABLE a (id int);\n"), ("m/0003_c.sql", "CREATE TABLE c (id int);\n")]
    {
        repo.write(name, text)?;
    }
    let base = repo.commit("what ships")?;
    repo.write("m/0001_a.sql", "CREATE TABLE a (id bigint);\n")?;
    repo.write("m/0002_b.sql", "CREATE TABLE b (id int);\n")?;
    let only = "edited-after-apply,non-linear-history";
    let review = |args: &[&str]| {
        let all = ["review", "--engine", "postgres"].into_iter().chain(args.iter().copied());
        world.program.call(all).inside(repo.path()).run()
    };
    let ran = review(&["--base", "HEAD", "--only", only, "m"])?;
    let says = ran.stdout.contains("error[edited-after-apply]") && ran.stdout.contains("m/0001_a.sql:1:1");
    must(ran.status == 3 && says, "an edited file is told", &ran)?;
    let says = ran.stdout.contains("error[non-linear-history]") && ran.stdout.contains("m/0002_b.sql:1:1");
    must(says && ran.stdout.contains("2 errors"), "a file between others is told, and no more", &ran)?;
    let ran = review(&["--only", only, "m"])?;
    must(ran.status == 0, "without --base nothing is known to ship", &ran)?;
    repo.write("review.toml", "[rules.change-not-authorized]\nlist = [\"public.*: ann\"]\n")?;
    let owned = ["--policy", "review.toml", "--only", "change-not-authorized", "m"];
    let ran = review(&[&owned[..], &["--author", "bob"]].concat())?;
    must(ran.status == 3 && ran.stdout.contains("`bob` does not own `a`"), "an owner is asked for", &ran)?;
    let ran = review(&[&owned[..], &["--author", "ann"]].concat())?;
    must(ran.status == 0, "an owner may", &ran)?;
    git(repo.path(), &["add", "m/0002_b.sql"])?;
    git(repo.path(), &["commit", "-q", "-m", "another table"])?;
    let since = [&owned[..], &["--base", &base]].concat();
    let ran = review(&since)?;
    let says = ran.stdout.contains("`ada@example.com` does not own `b`") && !ran.stdout.contains("own `c`");
    must(ran.status == 3 && says, "Git tells who changed a file", &ran)?;
    repo.write("access/people.toml", "[[person]]\nname = \"ann\"\nemails = [\"ada@example.com\"]\n")?;
    let ran = review(&since)?;
    must(!ran.stdout.contains("own `b`"), "people have the names of the schema repo", &ran)
}

fn baseline() -> Result<(), Fault> {
    let world = World::fresh()?;
    world.write("other.sql", "DELETE FROM t;\n")?;
    let ran = world.review(&["--baseline", "old.toml", "change.sql"])?;
    must(ran.status == 1 && ran.stderr.contains("--write-baseline old.toml"), "a baseline must be there", &ran)?;
    let ran = world.review(&["--write-baseline", "old.toml", "change.sql", "other.sql"])?;
    must(
        ran.status == 0 && ran.stdout.contains("\n0 errors, 0 warnings, 0 notices"),
        "all that is there is old",
        &ran,
    )?;
    let written = fs::read_to_string(world.path("old.toml"))?;
    must(written.contains("rule = \"drop-table\"\nabout = \"DROP TABLE old"), &written, &ran)?;
    world.write("change.sql", &format!("\n\nDROP TABLE new;\n{CHANGE}"))?;
    let ran = world.review(&["--baseline", "old.toml", "--only", "drop-table", "change.sql"])?;
    must(
        ran.status == 3 && ran.stdout.contains("`new`") && !ran.stdout.contains("`old`"),
        "only the new one is told",
        &ran,
    )?;
    must(
        ran.stdout.contains("1 error, 0 warnings") && ran.stdout.contains("1 old finding"),
        "the old one is counted",
        &ran,
    )?;
    let ran = world.review(&["--baseline", "old.toml", "--format", "json", "./change.sql"])?;
    let value: Value = serde_json::from_str(&ran.stdout)?;
    must(value["summary"]["old"].as_u64() >= Some(1), "for programs too", &ran)?;
    world.write("change.sql", "SELECT 1;\n")?;
    let ran = world.review(&["--baseline", "old.toml", "change.sql"])?;
    must(
        ran.status == 0 && ran.stderr.contains("no longer there: drop-table change.sql"),
        "what is gone is told",
        &ran,
    )?;
    must(ran.stderr.contains("`--write-baseline` takes them out"), "and what to do", &ran)?;
    let ran = world.review(&["--write-baseline", "old.toml", "change.sql"])?;
    let written = fs::read_to_string(world.path("old.toml"))?;
    must(!written.contains("change.sql") && written.contains("other.sql"), "it shrinks, others stay", &ran)?;
    world.write("old.toml", "version = 1\nfindings = 3\n")?;
    let ran = world.review(&["--baseline", "old.toml", "change.sql"])?;
    must(ran.status == 1 && ran.stderr.contains("2:1"), "a broken one has its place", &ran)
}

fn policies() -> Result<(), Fault> {
    let world = World::fresh()?;
    world.program.run(["init", "repo", "--engine", "sqlite"])?.succeeded()?;
    world.write("repo/policies/review.toml", "extends = [\"review/team.toml\"]\n")?;
    world.write("repo/policies/review/team.toml", "extends = []\n[rules]\nnaming-table = \"error\"\n")?;
    world.write("repo/schemas/app/bad.sql", "CREATE TABLE Bad2 (id INTEGER PRIMARY KEY);\n")?;
    let inside = |args: &[&str]| world.program.call(args).inside(&world.path("repo")).run();
    let ran = inside(&["review"])?;
    must(ran.status == 3 && ran.stdout.contains("error[naming-table]"), "what it extends holds", &ran)?;
    let ran = inside(&["review", "schemas/app/bad.sql"])?;
    must(ran.status == 3 && ran.stdout.contains("1 error, 0 warnings"), "for a named file too", &ran)?;
    let ran = inside(&["review", "--write-baseline"])?;
    must(
        ran.status == 0 && world.path("repo/policies/review-baseline.toml").is_file(),
        "the baseline has its place",
        &ran,
    )?;
    let ran = inside(&["review"])?;
    must(ran.status == 0 && ran.stdout.contains("1 old finding"), "and is found there", &ran)?;
    let ran = inside(&["plan"])?;
    must(!ran.stderr.contains("no policy has this name"), "the files are known to the schema repo", &ran)?;
    world.write("repo/policies/review/team.toml", "extends = [\"../review.toml\"]\n[ruls]\n")?;
    let ran = inside(&["review"])?;
    let says = [
        "it extends itself: `policies/review.toml` →",
        "--> policies/review/team.toml:1:12",
        "`ruls` is not a key of a review policy; did you mean `rules`?",
        "--> policies/review/team.toml:2:2",
    ];
    let says = says.iter().all(|words| ran.stderr.contains(words));
    must(ran.status == 1 && says, "a circle and a wrong key are told with their places", &ran)?;
    world.write("own.toml", "extends = [\"strict\", \"nowhere.toml\"]\n")?;
    let ran = world.review(&["--policy", "own.toml", "change.sql"])?;
    must(
        ran.status == 1 && ran.stderr.contains("own.toml:1:22: cannot extend `nowhere.toml`"),
        "a file that is missing",
        &ran,
    )
}

fn wrong() -> Result<(), Fault> {
    let world = World::fresh()?;
    for (args, words) in [
        (vec!["nothing.sql"], "`nothing.sql` is not there"),
        (vec!["--rule", "drop-tabel", "change.sql"], "did you mean `drop-table`?"),
        (vec!["--rule", "drop-table=fatal", "change.sql"], "`fatal` is no level"),
        (vec!["--policy", "lax", "change.sql"], "there is no pack `lax`"),
        (vec!["postgres://u:secret@h/db"], "give it with `--url`"),
    ] {
        let ran = world.review(&args)?;
        must(ran.status == 1 && ran.stderr.contains(words) && !ran.stderr.contains("secret"), words, &ran)?;
    }
    let ran = world.program.run(["review", "change.sql"])?;
    must(ran.status == 1 && ran.stderr.contains("--engine"), "the engine is asked for", &ran)
}

fn explain() -> Result<(), Fault> {
    let world = World::fresh()?;
    for name in ["table-require-pk", "table-no-primary-key"] {
        let ran = world.program.run(["explain", name])?;
        must(ran.status == 0 && ran.stdout.starts_with("# table-require-pk\n"), "the page is shown", &ran)?;
    }
    Ok(())
}
