//! One database on which a change is interrupted, and what may be asked of it afterwards.

use std::path::PathBuf;

use tests::{Call, Fault, Program, Ran, Rows, Running};

use super::ledger::Ledger;
use super::scenarios::Scenario;
use crate::cases::database::{Database, Engine};

/// A database with the program and the schemas that it is taken to.
pub(super) struct Scene {
    pub(super) program: Program,
    pub(super) database: Database,
    desired: PathBuf,
    url: String,
}

/// What is seen of a database from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    dump: String,
    rows: Rows,
}

impl Scene {
    /// A database as the scenario finds it; what made it is not in the ledger.
    pub(super) fn of(scenario: &Scenario) -> Result<Self, Fault> {
        let scene = Self::empty(scenario.engine, scenario.desired)?;
        scene.database.run(&format!("{}\n{}", scenario.live, scenario.rows))?;
        Ok(scene)
    }

    /// An empty database that is to become as `desired` says.
    pub(super) fn empty(engine: Engine, desired: &str) -> Result<Self, Fault> {
        let database = Database::fresh(engine)?;
        let url = database.url();
        Self::on(database, url, desired)
    }

    /// A database that is to become as `desired` says, and that the program reaches by that URL.
    pub(super) fn on(database: Database, url: String, desired: &str) -> Result<Self, Fault> {
        let program = Program::fresh()?;
        let scene = Self { desired: program.home().join("desired.sql"), program, database, url };
        scene.wants(desired)?;
        Ok(scene)
    }

    /// From here on another schema is desired.
    pub(super) fn wants(&self, desired: &str) -> Result<(), Fault> {
        Ok(std::fs::write(&self.desired, desired)?)
    }

    /// The URL by which the program reaches the database.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A call of `plan`, `apply` with every consent, or `undo`.
    pub(super) fn call(&self, command: &str, more: &[&str]) -> Call {
        let desired = self.desired.to_string_lossy();
        let mut args = vec![command, "--url", &self.url];
        if command != "undo" {
            args.extend(["--schema", &desired]);
        }
        if command == "apply" {
            args.extend(["--yes", "--allow", "all"]);
        }
        args.extend(more);
        self.program.call(args)
    }

    /// Runs it to its end.
    pub(super) fn run(&self, command: &str) -> Result<Ran, Fault> {
        self.call(command, &[]).run()
    }

    /// Starts it, lets it come to the point of the journal, and waits for it there.
    pub(super) fn held_at(&self, command: &str, point: &str) -> Result<Running, Fault> {
        let running = self.call(command, &[]).env("GROUNDLINE_FAULT", format!("hold:{point}")).spawn()?;
        running.says(&format!("fault: held at {point}\n"))?;
        Ok(running)
    }

    /// Kills it at the point of the journal.
    pub(super) fn killed_at(&self, command: &str, point: &str) -> Result<(), Fault> {
        let ran = self.held_at(command, point)?.kill()?;
        must(ran.status == 128 + 9, || format!("it was not killed: {ran}"))
    }

    pub(super) fn seen(&self) -> Result<Seen, Fault> {
        Ok(Seen { dump: self.database.observer()?, rows: self.database.rows()? })
    }

    pub(super) fn ledger(&self) -> Result<Ledger, Fault> {
        let ledger = Ledger::of(&self.database)?;
        ledger.contradiction().map_or(Ok(ledger), |text| Err(Fault::new(text)))
    }

    /// How many steps the plan has.
    pub(super) fn steps(&self) -> Result<usize, Fault> {
        let ran = self.call("plan", &["--format", "json"]).run()?;
        let plan: serde_json::Value = serde_json::from_str(&ran.stdout).map_err(|_| Fault::from(ran))?;
        Ok(plan["steps"].as_array().map_or(0, Vec::len))
    }

    /// The plan must be empty: nothing is left to do.
    pub(super) fn has_arrived(&self) -> Result<(), Fault> {
        let ran = self.run("plan")?;
        must(ran.status == 0, || format!("something is left to do: {ran}"))
    }

    /// The program's own copies must be gone when no snapshot is there to be restored.
    pub(super) fn leaves_nothing_behind(&self) -> Result<(), Fault> {
        let left = match &self.database {
            Database::Sqlite(database) => database.run(
                "SELECT name FROM sqlite_master WHERE name LIKE 'groundline\\_new%' ESCAPE '\\'
                 OR name LIKE 'groundline\\_kept%' ESCAPE '\\';",
            )?,
            Database::Postgres(database) => database.run(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'groundline\\_%'
                 UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid;",
            )?,
            Database::MySql(database) => database.run(
                "SELECT TABLE_NAME FROM information_schema.TABLES
                 WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'groundline\\_kept%';",
            )?,
        };
        must(left.trim().is_empty(), || format!("this is left behind: {left}"))
    }
}

impl Seen {
    /// What is otherwise than it was, in words.
    pub(super) fn must_equal(&self, expected: &Self, when: &str) -> Result<(), Fault> {
        if let Some(text) = self.rows.difference(&expected.rows) {
            return Err(Fault::new(format!("{when}: {text}")));
        }
        must(self.dump == expected.dump, || format!("{when} the schema is\n{}\nand not\n{}", self.dump, expected.dump))
    }
}

/// The steps that the output says were begun or undone: `word` is ` …` or `: undoing`.
pub(super) fn steps_told(ran: &Ran, ending: &str) -> Vec<i64> {
    let number = |line: &str| line.strip_prefix("step ")?.split('/').next()?.parse().ok();
    ran.stderr.lines().filter(|line| line.ends_with(ending)).filter_map(number).collect()
}

/// An error where it does not hold.
pub(super) fn must(holds: bool, text: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(text())) }
}

/// The same with what it is about before it.
pub(super) fn about(what: &str, result: Result<(), Fault>) -> Result<(), Fault> {
    result.map_err(|fault| Fault::new(format!("{what}: {fault}")))
}
