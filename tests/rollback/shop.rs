//! A schema repo with two targets of one desired schema: `shop-a` is changed first, `shop-b` after it.

use serde_json::Value;
use tests::{Fault, GitRepo, Program, Published, Ran, Sqlite};

const BASE: &str = "CREATE TABLE customers (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    fax TEXT\n);\n";
const ROWS: &str = "INSERT INTO customers VALUES (1, 'ada', '11'), (2, 'bob', '22'), (3, 'eve', '33');";

/// Who is there, with the number of each.
pub(crate) const FAXES: &str = "SELECT group_concat(name || fax) FROM customers ORDER BY id;";

/// A schema repo with two targets.
pub(crate) struct Shop {
    pub(crate) program: Program,
    pub(crate) repo: GitRepo,
    pub(crate) a: Sqlite,
    pub(crate) b: Sqlite,
}

impl Shop {
    /// Both targets are what Git says; the policy has this beside the waves.
    pub(crate) fn with(policy: &str) -> Result<Self, Fault> {
        let shop =
            Self { program: Program::fresh()?, repo: GitRepo::fresh()?, a: Sqlite::fresh()?, b: Sqlite::fresh()? };
        let mut targets = String::new();
        for (name, live) in [("shop-a", &shop.a), ("shop-b", &shop.b)] {
            live.run(&format!("{BASE}{ROWS}"))?;
            targets.push_str(&format!(
                "[[target]]\nname = \"{name}\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"{}\"\n",
                live.url()
            ));
        }
        let repo = &shop.repo;
        repo.write(".gitignore", "/.groundline/\n")?;
        repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"prod\"]\n")?;
        repo.write("targets/shop.toml", &targets)?;
        repo.write("policies/rollout.toml", &format!("canary = [\"shop-a\"]\n{policy}"))?;
        repo.write("policies/review.toml", "[rules.dml-explain-fails]\nlevel = \"error\"\n")?;
        repo.write("schemas/shop/shop.sql", BASE)?;
        repo.commit("begin")?;
        Ok(shop)
    }

    /// Writes a changelist that shouts the names.
    pub(crate) fn shout(&self, settings: &str) -> Result<(), Fault> {
        let text = format!("title = \"Shout\"\ntargets = [\"shop-a\", \"shop-b\"]\n{settings}\n");
        self.repo.write("changelists/shout/changelist.toml", &text)?;
        self.repo.write("changelists/shout/01.sql", "UPDATE customers SET name = upper(name) WHERE id > 1;\n").map(drop)
    }

    /// Writes a desired schema.
    pub(crate) fn schema(&self, from: &str, to: &str) -> Result<(), Fault> {
        self.repo.write("schemas/shop/shop.sql", &BASE.replace(from, to)).map(drop)
    }

    /// Starts the daemon.
    pub(crate) fn serve(&self) -> Result<Published, Fault> {
        Published::serve(&self.program, self.repo.path(), &[], &[])
    }

    /// A call on the schema repo and the state of its daemon.
    pub(crate) fn call(&self, args: &[&str]) -> Result<Ran, Fault> {
        let (repo, state) =
            (self.repo.path().display().to_string(), self.program.home().join("state").display().to_string());
        self.program.run(args.iter().copied().chain(["--repo", &repo, "--state", &state]))
    }

    /// A call of `groundline rollback` and what it prints as JSON.
    pub(crate) fn rollback(&self, args: &[&str]) -> Result<(Ran, Value), Fault> {
        let ran = self.call(&[&["rollback"], args, &["--format", "json"]].concat())?;
        let shown = ran.stdout.lines().take_while(|line| !line.starts_with("shop-")).collect::<Vec<_>>().join("\n");
        let answer = serde_json::from_str(&shown).map_err(|_| Fault::from(ran.clone()))?;
        Ok((ran, answer))
    }

    /// What a query answers on both targets.
    pub(crate) fn both(&self, sql: &str) -> Result<[String; 2], Fault> {
        Ok([self.a.run(sql)?.trim().to_owned(), self.b.run(sql)?.trim().to_owned()])
    }

    /// The runs of the history, the first first: target, run and state.
    pub(crate) fn history(&self) -> Result<Vec<(String, i64, String)>, Fault> {
        let answer: Value = serde_json::from_str(&self.call(&["history", "--format", "json"])?.succeeded()?)?;
        let text = |run: &Value, key: &str| run[key].as_str().unwrap_or_default().to_owned();
        let runs = answer["runs"].as_array().cloned().unwrap_or_default();
        let of = |run: &Value| (text(run, "target"), run["run"].as_i64().unwrap_or_default(), text(run, "state"));
        Ok(runs.iter().rev().map(of).collect())
    }
}

/// Whether every target is what a commit says.
pub(crate) fn all_at(commit: &str) -> impl Fn(&Value) -> bool {
    let commit = commit.to_owned();
    move |status| {
        let targets = status["targets"].as_array().cloned().unwrap_or_default();
        let is_there = |one: &Value| one["revision"]["applied"] == commit.as_str() && one["reason"] == "in-sync";
        !targets.is_empty() && targets.iter().all(is_there)
    }
}
