//! Plans in the review, and the review of plans, on the command line.

use libtest_mimic::Trial;
use serde_json::Value;
use tests::{Fault, Sqlite};

use super::{World, must, trial};

const NAMING: &str = "[rules.naming-table]\nlevel = \"error\"\n";
const BAD: &str = "CREATE TABLE Bad2 (id INTEGER PRIMARY KEY);\n";

pub(super) fn trials() -> Vec<Trial> {
    vec![
        trial("every format has the plan of each target that the change touches", formats),
        trial("a target that the change does not touch has no plan, and --no-plan leaves all out", touched),
        trial("declarations are not told how to run", declarations),
        trial("plan and apply of a schema repo are held to its policy", repo),
        trial("one database is held to a policy only where one is named", single),
        trial("a wrong policy is told with its place", wrong_policy),
    ]
}

/// A schema repo with a change in it.
fn changed() -> Result<World, Fault> {
    let world = World::fresh()?;
    world.program.run(["init", "repo", "--engine", "sqlite"])?.succeeded()?;
    world.write("repo/schemas/app/more.sql", BAD)?;
    Ok(world)
}

fn formats() -> Result<(), Fault> {
    let world = changed()?;
    let print = |format: &str| {
        let args = ["review", "--rule", "naming-table=error", "--format", format];
        world.program.call(args).inside(&world.path("repo")).run()
    };
    let json = print("json")?;
    let value: Value = serde_json::from_str(&json.stdout)?;
    let plan = &value["plans"][0];
    must(
        json.status == 3 && plan["target"] == "app-dev" && plan["environment"] == "dev",
        "the target is named",
        &json,
    )?;
    let step = &plan["plan"]["steps"][0];
    must(
        plan["plan"]["proven"] == true && step["undo"]["kind"].is_string() && step["lock"].is_string(),
        "a whole plan",
        &json,
    )?;
    for (format, part) in [
        ("text", "step 1  create table"),
        ("markdown", "| 1 | create table"),
        ("github", "::notice title=plan of app-dev::1. create table"),
        ("junit", "<testsuite name=\"plan of app-dev\""),
        ("sarif", "\"executionSuccessful\": true"),
        ("gitlab", "\"check_name\": \"naming-table\""),
    ] {
        let ran = print(format)?;
        must(ran.status == 3 && ran.stdout.contains(part), &format!("{format} has `{part}`"), &ran)?;
    }
    Ok(())
}

fn touched() -> Result<(), Fault> {
    let world = changed()?;
    let other = "[[target]]\nname = \"other\"\nenvironment = \"prod\"\nschema = \"other\"\nurl = \"sqlite:other.db\"\n";
    world.write("repo/targets/other.toml", other)?;
    world.write("repo/schemas/other/o.sql", "CREATE TABLE o (id INTEGER PRIMARY KEY);\n")?;
    let review = |more: &[&str]| {
        let args = ["review", "--format", "json"].into_iter().chain(more.iter().copied());
        world.program.call(args).inside(&world.path("repo")).run()
    };
    let named = |text: &str| -> Result<Vec<Value>, Fault> {
        let value: Value = serde_json::from_str(text)?;
        Ok(value["plans"].as_array().into_iter().flatten().map(|plan| plan["target"].clone()).collect())
    };
    let both = review(&[])?;
    must(named(&both.stdout)? == ["app-dev", "other"], "both are new", &both)?;
    let none = review(&["--no-plan"])?;
    must(named(&none.stdout)?.is_empty(), "none where none is wanted", &none)?;
    super::git(&world.path("repo"), &["add", "--all"])?;
    super::git(&world.path("repo"), &["commit", "--quiet", "--message", "both"])?;
    world.write("repo/schemas/other/o.sql", "CREATE TABLE o (id INTEGER PRIMARY KEY, a TEXT);\n")?;
    let one = review(&[])?;
    must(named(&one.stdout)? == ["other"], "only what the change touches", &one)
}

fn declarations() -> Result<(), Fault> {
    let world = World::fresh()?;
    world.program.run(["init", "repo", "--engine", "postgres"])?.succeeded()?;
    world.write("repo/schemas/app/more.sql", "CREATE INDEX orders_state ON orders (state);\n")?;
    world.write("repo/changelists/1/changelist.toml", "title = \"an index\"\ntargets = \"true\"\n")?;
    world.write("repo/changelists/1/1.sql", "CREATE INDEX orders_total ON orders (total_cents);\n")?;
    let ran = world.program.call(["review", "--no-plan"]).inside(&world.path("repo")).run()?;
    must(ran.stdout.contains("--> changelists/1/1.sql:1:"), "a script is told how to run", &ran)?;
    must(!ran.stdout.contains("schemas/app/more.sql"), "a declaration is not", &ran)
}

fn repo() -> Result<(), Fault> {
    let world = changed()?;
    world.write("repo/policies/review.toml", NAMING)?;
    let run = |args: &[&str]| world.program.call(args.iter().copied()).inside(&world.path("repo")).run();
    let plan = run(&["plan"])?;
    must(
        plan.status == 3 && plan.stdout.contains("error[naming-table]: schemas/app/more.sql:1:14: "),
        "it is shown",
        &plan,
    )?;
    must(plan.stderr.contains("-- groundline: allow RULE REASON"), "it is said what to do", &plan)?;
    let json = run(&["plan", "--format", "json"])?;
    let value: Value = serde_json::from_str(&json.stdout)?;
    let finding = &value["findings"][0];
    must(
        json.status == 3 && finding["rule"] == "naming-table" && finding["place"]["line"] == 1,
        "so do programs",
        &json,
    )?;
    let apply = run(&["apply", "--yes"])?;
    must(
        apply.status == 3 && apply.stderr.contains("`naming-table` at schemas/app/more.sql:1:14"),
        "nothing runs",
        &apply,
    )?;
    world.write(
        "repo/schemas/app/more.sql",
        &format!("-- groundline: allow naming-table it is called so elsewhere\n{BAD}"),
    )?;
    run(&["apply", "--yes"])?.succeeded()?;
    let after = run(&["plan"])?;
    must(after.status == 0, "it was applied", &after)
}

fn single() -> Result<(), Fault> {
    let (world, database) = (World::fresh()?, Sqlite::fresh()?);
    world.write("policy.toml", NAMING)?;
    world.write("s.sql", BAD)?;
    let url = database.url();
    let run = |args: &[&str]| {
        let base = [args[0], "--url", &url, "--schema", "s.sql"].into_iter().chain(args[1..].iter().copied());
        world.program.run(base)
    };
    let held = run(&["plan", "--policy", "policy.toml"])?;
    must(held.status == 3 && held.stdout.contains("error[naming-table]"), "a named policy holds", &held)?;
    let held = run(&["apply", "--yes", "--policy", "policy.toml"])?;
    must(held.status == 3 && held.stderr.contains("naming-table"), "for apply as well", &held)?;
    let free = run(&["plan"])?;
    must(free.status == 2, "none holds otherwise", &free)?;
    run(&["apply", "--yes", "--policy", "default"])?.succeeded().map(drop)
}

fn wrong_policy() -> Result<(), Fault> {
    let world = changed()?;
    world.write("repo/policies/review.toml", "[rules.naming-tabel]\nlevel = \"error\"\n")?;
    let run = |args: &[&str]| world.program.call(args.iter().copied()).inside(&world.path("repo")).run();
    for args in [["plan", "--no-cache"], ["review", "--no-plan"], ["apply", "--yes"]] {
        let ran = run(&args)?;
        let says =
            ran.stderr.contains("policies/review.toml:1:8") && ran.stderr.contains("did you mean `naming-table`?");
        must(ran.status == 1 && says, "the place is told", &ran)?;
    }
    let ran = world.review(&["--policy", "repo/policies/review.toml", "change.sql"])?;
    must(ran.status == 1 && ran.stderr.contains("repo/policies/review.toml:1:8"), "here too", &ran)
}
