//! A schema repo whose plans need approvals, people with real keys, and the daemon that follows it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::{Fault, GitRepo, Program, Published, Ran, Sqlite, ran};

pub(super) const BEFORE: &str = "CREATE TABLE orders (\n    id INTEGER PRIMARY KEY\n);\n";
pub(super) const AFTER: &str = "CREATE TABLE orders (\n    id INTEGER PRIMARY KEY,\n    note TEXT\n);\n";
pub(super) const LATER: &str =
    "CREATE TABLE orders (\n    id INTEGER PRIMARY KEY,\n    note TEXT,\n    state TEXT\n);\n";
/// One of the database administrators must agree to what reaches production.
pub(super) const ONE: &str =
    "[[rule]]\nwhen = 'environment == \"prod\"'\napprovals = [{ from = \"group:dba\", count = 1 }]\n";
/// Two of them must.
pub(super) const TWO: &str =
    "[[rule]]\nwhen = 'environment == \"prod\"'\napprovals = [{ from = \"group:dba\", count = 2 }]\n";

/// The people: ada writes the commits.
const PEOPLE: [&str; 4] = ["ada", "alice", "bob", "dave"];

pub(super) struct World {
    pub(super) program: Program,
    pub(super) repo: GitRepo,
    /// The databases of `shop-a` and `shop-b`.
    pub(super) live: [Sqlite; 2],
}

/// The world with its daemon.
pub(super) struct Served {
    pub(super) world: World,
    pub(super) daemon: Published,
}

impl World {
    /// With this approval policy, in a commit that both targets are in sync with.
    pub(super) fn with(policy: &str) -> Result<Self, Fault> {
        let (program, repo) = (Program::fresh()?, GitRepo::fresh()?);
        let world = Self { program, repo, live: [Sqlite::fresh()?, Sqlite::fresh()?] };
        std::fs::create_dir_all(world.keys())?;
        let mut people = String::new();
        for name in PEOPLE {
            let key = world.new_key(name, &["-t", "ed25519"])?;
            people.push_str(&format!(
                "[[person]]\nname = \"{name}\"\nemails = [\"{name}@example.com\"]\nkeys = [\"{key}\"]\nlogins = [\"github:{name}\"]\n\n"
            ));
        }
        people.push_str("[[group]]\nname = \"dba\"\nmembers = [\"ada\", \"alice\", \"bob\"]\n");
        world.repo.write("access/people.toml", &people)?;
        world.repo.write("policies/approval.toml", policy)?;
        world.repo.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"prod\"]\n")?;
        let mut targets = String::new();
        for (name, live) in ["shop-a", "shop-b"].iter().zip(&world.live) {
            live.run(BEFORE)?;
            targets.push_str(&format!(
                "[[target]]\nname = \"{name}\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"{}\"\n\n",
                live.url()
            ));
        }
        world.repo.write("targets/shop.toml", &targets)?;
        world.ask(BEFORE)?;
        Ok(world)
    }

    /// Starts the daemon and waits until both targets are what the first commit says.
    pub(super) fn serve(self) -> Result<Served, Fault> {
        let daemon = Published::serve(&self.program, self.repo.path(), &[], &[])?;
        let served = Served { world: self, daemon };
        for name in ["shop-a", "shop-b"] {
            served.until(name, |target| target["sync"] == "in_sync")?;
        }
        Ok(served)
    }

    /// Commits a desired schema.
    pub(super) fn ask(&self, schema: &str) -> Result<String, Fault> {
        self.repo.write("schemas/shop/shop.sql", schema)?;
        self.repo.commit("change the schema")
    }

    fn keys(&self) -> PathBuf {
        self.program.home().join("keys")
    }

    /// The private key of that name.
    pub(super) fn key(&self, name: &str) -> PathBuf {
        self.keys().join(name)
    }

    /// Makes a key and gives its public line.
    pub(super) fn new_key(&self, name: &str, kind: &[&str]) -> Result<String, Fault> {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-N", "", "-C", name, "-f"]).arg(self.key(name)).args(kind);
        ran(&mut command, "")?.succeeded()?;
        self.public(name)
    }

    pub(super) fn public(&self, name: &str) -> Result<String, Fault> {
        Ok(std::fs::read_to_string(self.keys().join(format!("{name}.pub")))?.trim().to_owned())
    }

    /// Runs a command about a plan as a person, with the person's key.
    pub(super) fn say(&self, verb: &str, person: &str, plan: &str, more: &[&str]) -> Result<Ran, Fault> {
        let (key, address) = (self.key(person), format!("{}@example.com", person.split('-').next().unwrap_or(person)));
        let state = self.program.home().join("state");
        let call = self.program.call([verb, plan, "--as", &address, "--repo"]).arg(self.repo.path()).arg("--state");
        let call = call.arg(state).arg("--key").arg(key);
        more.iter().fold(call, |call, word| call.arg(word)).run()
    }

    pub(super) fn approve(&self, person: &str, plan: &str) -> Result<String, Fault> {
        self.say("approve", person, plan, &[])?.succeeded()
    }

    /// `ssh-keygen -Y sign`, as a person does it by hand.
    pub(super) fn sign(&self, key: &Path, namespace: &str, file: &Path) -> Result<(), Fault> {
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "sign", "-n", namespace, "-f"]).arg(key).arg(file);
        ran(&mut command, "")?.succeeded().map(drop)
    }

    /// The approval files of a plan, sorted.
    pub(super) fn files(&self, plan: &str) -> Result<Vec<PathBuf>, Fault> {
        let folder = self.repo.path().join("approvals").join(short(plan));
        let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "approval"));
        files.sort();
        Ok(files)
    }

    /// Writes a statement with other words in it, signed by hand, and commits it.
    pub(super) fn sign_other(
        &self,
        from: &Path,
        name: &str,
        key: &str,
        change: &[(&str, &str)],
    ) -> Result<PathBuf, Fault> {
        let mut text = std::fs::read_to_string(from)?;
        for (before, after) in change {
            if !text.contains(before) {
                return Err(Fault::new(format!("`{before}` is not in {text}")));
            }
            text = text.replace(before, after);
        }
        let file = self.repo.write(&format!("approvals/other/{name}.approval"), &text)?;
        self.sign(&self.key(key), "approval@groundline", &file)?;
        self.repo.commit("another statement")?;
        Ok(file)
    }
}

impl Served {
    /// Waits until a target of the status is so.
    pub(super) fn until(&self, name: &str, is_so: impl Fn(&Value) -> bool) -> Result<Value, Fault> {
        let target = |status: &Value| {
            let targets = status["targets"].as_array();
            targets.into_iter().flatten().find(|target| target["name"] == name).cloned().unwrap_or_default()
        };
        self.daemon.until("/?format=json", |status| is_so(&target(status))).map(|status| target(&status))
    }

    /// Waits until a plan of a target waits for approvals with a message, and gives the plan's digest.
    pub(super) fn waits(&self, name: &str, message: &str) -> Result<String, Fault> {
        let target = self.until(name, |target| {
            target["operation"] == "awaiting_approval"
                && target["reason"] == "needs-approval"
                && target["message"].as_str().is_some_and(|text| text.contains(message))
        })?;
        Ok(digest_of(&target))
    }

    /// Asks for a change and gives the plan of `shop-a` for it.
    pub(super) fn ask(&self, schema: &str, message: &str) -> Result<String, Fault> {
        let commit = self.world.ask(schema)?;
        self.follows(&commit)?;
        self.waits("shop-a", message)
    }

    /// Waits until a commit is in force.
    pub(super) fn follows(&self, commit: &str) -> Result<(), Fault> {
        self.daemon.until("/?format=json", |status| status["source"]["revision"] == commit).map(drop)
    }

    /// Waits until a target was brought to the commit by a run of a plan.
    pub(super) fn ran(&self, name: &str, plan: &str) -> Result<Value, Fault> {
        self.until(name, |target| {
            target["sync"] == "in_sync"
                && target["last_run"]["plan"] == plan
                && target["last_run"]["state"] == "succeeded"
        })
    }

    /// The whole status.
    pub(super) fn status(&self) -> Result<Value, Fault> {
        self.daemon.until("/?format=json", |_| true)
    }
}

/// The first digits of a digest.
pub(super) fn short(plan: &str) -> String {
    plan.trim_start_matches("sha256:").chars().take(12).collect()
}

pub(super) fn digest_of(target: &Value) -> String {
    target["plan"]["digest"].as_str().unwrap_or_default().to_owned()
}

/// An error where it does not hold.
pub(super) fn must(holds: bool, text: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(text())) }
}
