//! Plans against what a daemon has recorded: no target is reached, and the plan is the one that a live target gives.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, Program, Published, Ran};

use crate::cases::database::{Database, Engine};

const LIVE: &str = "CREATE TABLE users (id integer NOT NULL PRIMARY KEY, name varchar(40) NOT NULL, fax varchar(40));\n\
                    CREATE TABLE notes (id integer NOT NULL PRIMARY KEY, body varchar(200));\n\
                    CREATE INDEX users_by_name ON users (name);\n\
                    CREATE VIEW names AS SELECT id, name FROM users;\n";
const ROWS: &str = "INSERT INTO users VALUES (1, 'Ada Lovelace', '1815'), (2, 'Grace Hopper', NULL);\n";
const DESIRED: &str = "CREATE TABLE users (id integer NOT NULL PRIMARY KEY, name varchar(40) NOT NULL, city varchar(40));\n\
                       CREATE INDEX users_by_city ON users (city);\n\
                       CREATE VIEW names AS SELECT id, name, city FROM users;\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![trial("nothing is published where nobody asked for it", true, unasked)];
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MySql] {
        let name =
            format!("{}: the plan against the recorded state is the live one, without a password", engine.name());
        let run = move || same_plan(engine).map_err(Failed::from);
        trials.push(Trial::test(format!("recorded/{name}"), run).with_ignored_flag(engine.missing().is_some()));
    }
    let has_postgres = Engine::Postgres.missing().is_none();
    trials.push(trial("without a server to judge SQL on it is said how to give one", has_postgres, no_scratch));
    trials.push(trial("members of a target set are those that the daemon knows", true, members));
    trials.push(trial("what is wrong is said: the address, the daemon, the target", true, wrong));
    trials
}

fn trial(name: &str, runs: bool, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("recorded/{name}"), move || test().map_err(Failed::from)).with_ignored_flag(!runs)
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

/// A schema repo whose one target is where `SHOP_URL` says.
struct World {
    program: Program,
    database: Database,
}

impl World {
    fn of(engine: Engine) -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()?, database: Database::with(engine, &format!("{LIVE}{ROWS}"))? };
        let name = engine.name();
        world.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"prod\"]\n")?;
        world.write("schemas/shop/shop.sql", LIVE)?;
        let target = "[[target]]\nname = \"shop\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"env:SHOP_URL\"\n";
        world.write("targets/shop.toml", &format!("{target}engine = \"{name}\"\n"))?;
        world.git(&["init", "--quiet", "--initial-branch=main"])?;
        world.commit()?;
        Ok(world)
    }

    fn repo(&self) -> PathBuf {
        self.program.home().join("repo")
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Fault> {
        let file = self.repo().join(path);
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        Ok(std::fs::write(file, text)?)
    }

    fn git(&self, args: &[&str]) -> Result<(), Fault> {
        let mut command = std::process::Command::new("git");
        command.args(args).current_dir(self.repo());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.com");
        }
        tests::ran(&mut command, "")?.succeeded().map(drop)
    }

    fn commit(&self) -> Result<(), Fault> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", "state"])
    }

    fn daemon(&self) -> Result<Published, Fault> {
        Published::serve(
            &self.program,
            &self.repo(),
            &["--publish-state"],
            &[("SHOP_URL", self.database.url().as_str())],
        )
    }

    fn plan(&self, args: &[&str], env: &[(&str, &str)]) -> Result<Ran, Fault> {
        let repo = self.repo().display().to_string();
        let call =
            self.program.call(["plan", "--repo", &repo, "--format", "json"].into_iter().chain(args.iter().copied()));
        env.iter().fold(call, |call, (name, value)| call.env(name, value)).run()
    }
}

fn same_plan(engine: Engine) -> Result<(), Fault> {
    let world = World::of(engine)?;
    let daemon = world.daemon()?;
    let recorded = daemon.until("/v1/state/shop", |state| state["target"] == "shop")?;
    let text = recorded.to_string();
    for secret in ["Lovelace", "1815", "Hopper", world.database.url().as_str()] {
        must(!text.contains(secret), &format!("`{secret}` is not published"), &text)?;
    }
    must(recorded["environment"] == "prod" && recorded["server"]["number"].as_u64().unwrap_or(0) > 0, "facts", &text)?;
    let (_, list) = daemon.ask("GET", "/v1/state")?;
    let list: Value = serde_json::from_str(&list)?;
    must(list["targets"][0]["fingerprint"] == recorded["fingerprint"], "the list has the fingerprint", &list)?;

    world.write("schemas/shop/shop.sql", DESIRED)?;
    let scratch = server(engine);
    let mut args = vec!["--from-status", "env:STATUS"];
    args.extend(scratch.as_ref().map(|_| ["--scratch-url", "env:SCRATCH"]).into_iter().flatten());
    let (url, scratch) = (daemon.url(), scratch.unwrap_or_default());
    let away = world.plan(&args, &[("STATUS", url.as_str()), ("SCRATCH", scratch.as_str())])?;
    must(away.status == 2, "there is a plan", &away)?;
    let live = world.plan(&[], &[("SHOP_URL", world.database.url().as_str())])?;
    must(live.status == 2, "there is a plan", &live)?;
    let (away, live): (Value, Value) = (serde_json::from_str(&away.stdout)?, serde_json::from_str(&live.stdout)?);
    must(
        away["digest"] == live["digest"] && away["proven"] == true,
        "both are one plan",
        format!("{away:#}\n{live:#}"),
    )?;
    let hazards = away["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|step| step["hazards"].as_array().into_iter().flatten());
    let codes: Vec<_> = hazards.map(|hazard| hazard["code"].clone()).collect();
    must(codes.contains(&Value::from("data-loss")), "the size of the table is known", format!("{codes:?}"))
}

/// The server where scratch databases are made; none for SQLite.
fn server(engine: Engine) -> Option<String> {
    match engine {
        Engine::Sqlite => None,
        Engine::Postgres => tests::Postgres::named().map(|server| server.url().to_owned()),
        Engine::MySql => tests::MySql::named().map(|server| server.url().to_owned()),
    }
}

fn unasked() -> Result<(), Fault> {
    let world = World::of(Engine::Sqlite)?;
    let daemon = Published::serve(&world.program, &world.repo(), &[], &[("SHOP_URL", world.database.url().as_str())])?;
    daemon.until("/?format=json", |status| status["targets"][0]["sync"] == "in_sync")?;
    for path in ["/v1/state", "/v1/state/shop"] {
        let (code, body) = daemon.ask("GET", path)?;
        must(code == 404 && body.contains("--publish-state"), path, &body)?;
    }
    let (code, _) = daemon.ask("POST", "/v1/state")?;
    must(code == 405, "it is only read", code)?;
    must(!world.program.home().join("state/recorded").exists(), "nothing is written either", "")?;
    let ran = world.plan(&["--from-status", &daemon.url()], &[])?;
    must(ran.status == 1 && ran.stderr.contains("--publish-state"), "and the command says so", &ran)
}

fn no_scratch() -> Result<(), Fault> {
    let world = World::of(Engine::Postgres)?;
    let daemon = world.daemon()?;
    daemon.until("/v1/state/shop", |state| state["target"] == "shop")?;
    let ran = world.plan(&["--from-status", &daemon.url()], &[])?;
    must(ran.status == 1 && ran.stderr.contains("--scratch-url"), "it is said how", &ran)?;
    let ran = world.plan(&["--from-status", &daemon.url(), "--scratch-url", "mysql://u:secret@127.0.0.1:1/x"], &[])?;
    must(ran.status == 1 && ran.stderr.contains("of one kind") && !ran.stderr.contains("secret"), "another kind", &ran)
}

fn members() -> Result<(), Fault> {
    let world = World::of(Engine::Sqlite)?;
    let Database::Sqlite(database) = &world.database else { return Err(Fault::new("it is SQLite")) };
    database.run("CREATE TABLE tenants (id text); INSERT INTO tenants VALUES ('acme'), ('globex');")?;
    let set = "[[target-set]]\nname = \"tenant-{id}\"\nenvironment = \"prod\"\nschema = \"shop\"\nengine = \"sqlite\"\n\
               url = \"env:TENANT_URL\"\nids = { query = \"SELECT id FROM tenants\", url = \"env:SHOP_URL\" }\n";
    world.write("targets/shop.toml", set)?;
    world.commit()?;
    let tenants = format!("sqlite:{}/tenant-{{id}}.db", world.program.home().display());
    let env = [("SHOP_URL", world.database.url()), ("TENANT_URL", tenants)];
    let env: Vec<_> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let daemon = Published::serve(&world.program, &world.repo(), &["--publish-state"], &env)?;
    daemon.until("/v1/state", |list| list["targets"].as_array().is_some_and(|targets| targets.len() == 2))?;
    let ran = world.plan(&["--from-status", &daemon.url(), "--target", "tenant-acme"], &[])?;
    must(ran.status == 2 && ran.stdout.contains("\"tenant-acme\""), "a member is planned", &ran)
}

fn wrong() -> Result<(), Fault> {
    let world = World::of(Engine::Sqlite)?;
    let daemon = world.daemon()?;
    daemon.until("/v1/state/shop", |state| state["target"] == "shop")?;
    let more = "[[target]]\nname = \"new\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"env:NEW_URL\"\nengine = \"sqlite\"\n";
    world.write("targets/new.toml", more)?;
    let url = daemon.url();
    let nowhere = format!("{url}/below");
    for (address, target, words) in [
        ("shop", "shop", "is no web address"),
        ("env:NOT_SET", "shop", "`NOT_SET` is not set"),
        ("http://user:secret@127.0.0.1:1", "shop", "cannot reach"),
        (nowhere.as_str(), "shop", "404"),
        (url.as_str(), "new", "has recorded nothing of `new`; it has `shop`"),
    ] {
        let ran = world.plan(&["--from-status", address, "--target", target], &[])?;
        must(ran.status == 1 && ran.stderr.contains(words) && !ran.stderr.contains("secret"), words, &ran)?;
    }
    Ok(())
}
