//! A schema repo with every kit, a clone of it with a branch and a change, and the steps of the kits run there.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tests::{Fault, Program, Published, Ran, ran};

const JUNIT: &str = "
import sys, json, xml.etree.ElementTree as tree
root = tree.parse(sys.stdin).getroot()
cases = root.findall('./testsuite/testcase')
count = lambda node: [len(node.findall('.//testcase')), len(node.findall('.//failure')), 0]
told = lambda node: [int(node.get(key)) for key in ('tests', 'failures', 'errors')]
nodes = [root] + root.findall('testsuite')
json.dump({
    'told': [told(node) for node in nodes], 'counted': [count(node) for node in nodes],
    'suites': len(nodes) - 1, 'skipped': len(root.findall('.//skipped')),
    'named_plan': sum(node.get('name', '').startswith('plan of ') for node in nodes),
    'nameless': sum(not (case.get('name') and case.get('classname')) for case in cases),
}, sys.stdout)
";

/// A schema repo, and a clone with a change.
pub(super) struct World {
    program: Program,
}

/// What Python prints for this input.
pub(super) fn python(script: &str, input: &str) -> Result<String, Fault> {
    ran(Command::new("python3").args(["-c", script]), input)?.succeeded()
}

impl World {
    /// The change drops a column, and adds a view with an error.
    pub(super) fn with_change() -> Result<Self, Fault> {
        Self::with_change_on("url = \"sqlite:app-dev.db\"")
    }

    /// The same with a target somewhere else.
    pub(super) fn with_change_on(place: &str) -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()? };
        let kits = ["--ci", "github", "--ci", "gitlab", "--ci", "gitea", "--ci", "hook"];
        world.program.run(["init", "repo", "--engine", "sqlite"].into_iter().chain(kits))?.succeeded()?;
        let target = std::fs::read_to_string(world.path("repo/targets/app.toml"))?;
        std::fs::write(world.path("repo/targets/app.toml"), target.replace("url = \"sqlite:app-dev.db\"", place))?;
        world.git_in("repo", &["add", "--all"])?.succeeded()?;
        world.git_in("repo", &["commit", "--quiet", "--allow-empty", "--message", "place"])?.succeeded()?;
        world.git_in(".", &["clone", "--quiet", "repo", "clone"])?.succeeded()?;
        world.git(&["switch", "--quiet", "--create", "change"])?.succeeded()?;
        let tables = world.read("schemas/app/tables.sql")?;
        world.write("schemas/app/tables.sql", &tables.replace("    name TEXT NOT NULL,\n", ""))?;
        let views = world.read("schemas/app/views.sql")?;
        let wrong = "\nCREATE VIEW lost_orders AS\nSELECT id FROM orders\nWHERE state = NULL;\n";
        world.write("schemas/app/views.sql", &format!("{views}{wrong}"))?;
        world.git(&["add", "--all"])?.succeeded()?;
        world.git(&["commit", "--quiet", "--message", "change"])?.succeeded()?;
        Ok(world)
    }

    /// The program.
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// A daemon that has brought the target to what `main` says, and published that.
    pub(super) fn daemon(&self) -> Result<Published, Fault> {
        let daemon = Published::serve(&self.program, &self.path("repo"), &["--publish-state"], &[])?;
        daemon.until("/v1/state/app-dev", |state| {
            state["schema"]["objects"].as_array().is_some_and(|objects| objects.len() > 2)
        })?;
        Ok(daemon)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.program.home().join(name)
    }

    /// Reads a file of the clone.
    pub(super) fn read(&self, path: &str) -> Result<String, Fault> {
        let file = self.path("clone").join(path);
        std::fs::read_to_string(&file).map_err(|error| Fault::new(format!("{}: {error}", file.display())))
    }

    /// Writes a file of the clone.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Fault> {
        Ok(std::fs::write(self.path("clone").join(path), text)?)
    }

    /// Runs Git in the clone.
    pub(super) fn git(&self, args: &[&str]) -> Result<Ran, Fault> {
        self.git_in("clone", args)
    }

    fn git_in(&self, folder: &str, args: &[&str]) -> Result<Ran, Fault> {
        let mut command = self.command("git", folder);
        command.args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.com");
        }
        ran(&mut command, "")
    }

    /// A program in a folder, with a home of its own and `groundline` on the path.
    fn command(&self, program: &str, folder: &str) -> Command {
        let own = self.program.binary().parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.current_dir(self.path(folder)).env("PATH", format!("{own}:{path}")).env("HOME", self.program.home());
        for name in ["XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, self.program.home());
        }
        command.env("NO_COLOR", "1").env_remove("RUST_LOG");
        command
    }

    /// A kit's file, read by a real reader of YAML.
    fn yaml(&self, file: &str) -> Result<Value, Fault> {
        let script = "import sys, json, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
        Ok(serde_json::from_str(&python(script, &self.read(file)?)?)?)
    }

    /// What a named step of a workflow runs.
    pub(super) fn text_of(&self, file: &str, step: &str) -> Result<String, Fault> {
        let value = self.yaml(file)?;
        let steps = value["jobs"]["review"]["steps"].as_array().cloned().unwrap_or_default();
        let text = steps.iter().find(|one| one["name"] == step).and_then(|one| one["run"].as_str());
        text.map(str::to_owned).ok_or_else(|| Fault::new(format!("{file} has no step `{step}`")))
    }

    /// What the job of GitLab runs when it is over.
    pub(super) fn text_of_note(&self) -> Result<String, Fault> {
        let value = self.yaml(".gitlab-ci.yml")?;
        Ok(value["groundline"]["after_script"][0].as_str().unwrap_or_default().to_owned())
    }

    /// Runs a step of a workflow as a runner does.
    pub(super) fn step(&self, file: &str, step: &str, status: Option<&str>) -> Result<Ran, Fault> {
        let text = self.text_of(file, step)?;
        let mut command = self.command("bash", "clone");
        command.args(["-e", "-c", &text]).env("GITHUB_BASE_REF", "main");
        command.env("GROUNDLINE_STATUS", status.unwrap_or_default()).env("GROUNDLINE_SCRATCH", "");
        ran(&mut command, "")
    }

    /// Runs the script of the job of GitLab as its runner does.
    pub(super) fn script(&self, file: &str, status: Option<&str>) -> Result<Ran, Fault> {
        let value = self.yaml(file)?;
        let lines = value["groundline"]["script"].as_array().cloned().unwrap_or_default();
        let text: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
        let base = self.git(&["merge-base", "origin/main", "HEAD"])?.succeeded()?;
        let mut command = self.command("bash", "clone");
        command.args(["-eo", "pipefail", "-c", &text.join("\n")]).env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.trim());
        if let Some(status) = status {
            command.env("GROUNDLINE_STATUS", status);
        }
        ran(&mut command, "")
    }

    /// The numbers of the JUnit report.
    pub(super) fn junit(&self) -> Result<Value, Fault> {
        Ok(serde_json::from_str(&python(JUNIT, &self.read("groundline-junit.xml")?)?)?)
    }

    /// Whether a text is shell.
    pub(super) fn is_shell(&self, text: &str) -> Result<(), Fault> {
        ran(self.command("bash", ".").args(["-n", "-c", text]), "")?.succeeded().map(drop)
    }

    /// What a filter of jq makes of this input.
    pub(super) fn jq(&self, filter: &str, input: &str) -> Result<String, Fault> {
        ran(self.command("jq", ".").args(["--raw-output", filter]), input)?.succeeded()
    }
}
