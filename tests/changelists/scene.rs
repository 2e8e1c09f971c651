//! A schema repo with one target, and its database.

use serde_json::Value;
use tests::{Call, Fault, GitRepo, Program, Ran};

use super::must;
use crate::cases::database::{Database, Engine};

/// The tables of the target, as Git says.
pub(super) const SCHEMA: &str = "CREATE TABLE orders (id int NOT NULL PRIMARY KEY, state varchar(20) NOT NULL, idle int NOT NULL);\n\
    CREATE TABLE done (id int NOT NULL PRIMARY KEY, idle int NOT NULL);\n";

/// Its rows: a hundred orders, whose `idle` is ten times their number.
const ROWS: &str = "INSERT INTO orders (id, state, idle) WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 100) \
    SELECT n, 'open', n * 10 FROM n;\n";

/// The rules speak of more than is asked here; what they say of changelists has a test of its own.
const QUIET: &str = "[rules.dml-explain-fails]\nlevel = \"error\"\n";

/// A schema repo with one target, and its database.
pub(super) struct Scene {
    pub(super) program: Program,
    pub(super) repo: GitRepo,
    pub(super) database: Database,
}

impl Scene {
    /// The target is what Git says.
    pub(super) fn new(engine: Engine) -> Result<Self, Fault> {
        let database = Database::with(engine, &format!("{SCHEMA}{ROWS}"))?;
        let scene = Self { program: Program::fresh()?, repo: GitRepo::fresh()?, database };
        scene.repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\", \"prod\"]\n")?;
        let target = format!(
            "[[target]]\nname = \"shop\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"env:SHOP\"\nengine = \"{}\"\n\
             labels = {{ region = \"eu\" }}\n",
            engine.name()
        );
        scene.repo.write("targets/shop.toml", &target)?;
        scene.repo.write("schemas/shop/shop.sql", SCHEMA)?;
        scene.repo.write("policies/review.toml", QUIET)?;
        scene.repo.commit("begin")?;
        Ok(scene)
    }

    /// Writes a changelist of one file and commits it; `settings` follow the title and the targets.
    pub(super) fn changelist(&self, id: &str, settings: &str, sql: &str) -> Result<(), Fault> {
        let text = format!("title = \"The change {id}\"\ntargets = [\"shop\"]\n{settings}\n");
        self.repo.write(&format!("changelists/{id}/changelist.toml"), &text)?;
        self.repo.write(&format!("changelists/{id}/01.sql"), sql)?;
        self.repo.commit(&format!("changelist {id}"))?;
        Ok(())
    }

    /// A call of the program on the schema repo.
    pub(super) fn call(&self, args: &[&str]) -> Call {
        let repo = self.repo.path().display().to_string();
        self.program.call(args.iter().copied().chain(["--repo", &repo])).env("SHOP", self.database.url())
    }

    pub(super) fn run(&self, args: &[&str]) -> Result<Ran, Fault> {
        self.call(args).run()
    }

    /// Applies what waits.
    pub(super) fn apply(&self) -> Result<Ran, Fault> {
        self.run(&["apply", "--yes"])
    }

    /// The first column of the first row, as the database's own program prints it.
    pub(super) fn asks(&self, sql: &str) -> Result<String, Fault> {
        Ok(self.database.run(&format!("{sql};"))?.trim().to_owned())
    }

    /// Where each changelist stands: `id state`, one a line.
    pub(super) fn standing(&self) -> Result<String, Fault> {
        let ran = self.run(&["changelist", "status", "--format", "json"])?;
        let answer: Value = serde_json::from_str(&ran.stdout).map_err(|_| Fault::from(ran))?;
        let list = answer["targets"][0]["changelists"].as_array().cloned().unwrap_or_default();
        let line =
            |one: &Value| format!("{} {}", one["id"].as_str().unwrap_or("?"), one["state"].as_str().unwrap_or("?"));
        Ok(list.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// How many runs there are of changelists, by the ledger.
    pub(super) fn runs(&self) -> Result<String, Fault> {
        self.asks(match &self.database {
            Database::Sqlite(_) => "SELECT count(*) FROM groundline_changelist",
            Database::Postgres(_) => "SELECT count(*) FROM groundline.changelist",
            Database::MySql(_) => "SELECT count(*) FROM groundline.changelist WHERE target = DATABASE()",
        })
    }

    /// What a call prints as JSON, one object after the other.
    pub(super) fn plans(&self) -> Result<Vec<Value>, Fault> {
        let ran = self.run(&["plan", "--format", "json"])?;
        must(ran.status == 2, || format!("there is no plan: {ran}"))?;
        let stream = serde_json::Deserializer::from_str(&ran.stdout).into_iter::<Value>();
        stream.map(|value| value.map_err(Fault::from)).collect()
    }

    /// What its daemon is called with.
    pub(super) fn serve(&self) -> Call {
        let state = self.program.home().join("state").display().to_string();
        self.call(&["serve", "--state", &state, "--listen", "127.0.0.1:0"])
    }
}

impl Scene {
    /// A call of the program on the database alone.
    pub(super) fn run_url(&self, args: &[&str]) -> Result<Ran, Fault> {
        let url = self.database.url();
        self.program.run(args.iter().copied().chain(["--url", &url]))
    }
}
