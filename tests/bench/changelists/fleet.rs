//! Many alike databases of one engine, and how the engine's own client changes them in a loop.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use tests::{Fault, Postgres, PostgresDatabase, ran};

/// What each of them holds.
pub(crate) const SCHEMA: &str =
    "CREATE TABLE accounts (\n    id integer PRIMARY KEY,\n    name text NOT NULL,\n    visits integer NOT NULL\n);\n";
/// What the changelist does.
pub(crate) const CHANGE: &str = "UPDATE accounts SET visits = visits + 1 WHERE id <= 10;\n";
const ROWS: &str = "INSERT INTO accounts VALUES (1, 'ada', 0), (2, 'bob', 0), (3, 'eve', 0), (4, 'ian', 0), (5, 'joe', 0), \
    (6, 'kim', 0), (7, 'lea', 0), (8, 'max', 0), (9, 'ned', 0), (10, 'pam', 0);\n";
const OFTEN: &str = "SELECT min(visits), max(visits) FROM accounts";

/// Databases of one engine.
pub(crate) trait Fleet {
    fn engine(&self) -> &'static str;
    fn size(&self) -> usize;
    /// The ids of the target set.
    fn ids(&self) -> Vec<String>;
    /// The URL with `{id}`.
    fn template(&self) -> String;
    /// What the loop is called.
    fn loop_name(&self) -> &'static str;
    /// Changes every database by the engine's client, so many at once.
    fn loop_of_clients(&self, parallel: usize) -> Result<(), Fault>;
    /// The least and the highest counter of a database.
    fn counters(&self, id: &str) -> Result<String, Fault>;

    /// Whether the change ran so often in every database, on every row.
    fn must_have_run(&self, often: usize) -> Result<(), Fault> {
        let expected = format!("{often}|{often}");
        for id in self.ids() {
            let found = self.counters(&id)?;
            if found.trim() != expected {
                return Err(Fault::new(format!("{id}: the counters are {found}, expected {expected}")));
            }
        }
        Ok(())
    }
}

/// SQLite files in one folder.
pub(crate) struct SqliteFleet {
    folder: TempDir,
    size: usize,
}

impl SqliteFleet {
    pub(crate) fn of(size: usize) -> Result<Self, Fault> {
        let fleet = Self { folder: tempfile::tempdir()?, size };
        let first = fleet.folder.path().join("first");
        ran(Command::new("sqlite3").arg("-bail").arg(&first), &format!("PRAGMA journal_mode = WAL;{SCHEMA}{ROWS}"))?
            .succeeded()?;
        for id in fleet.ids() {
            std::fs::copy(&first, fleet.file(&id))?;
        }
        Ok(fleet)
    }

    fn file(&self, id: &str) -> PathBuf {
        self.folder.path().join(format!("{id}.db"))
    }
}

impl Fleet for SqliteFleet {
    fn engine(&self) -> &'static str {
        "sqlite"
    }

    fn size(&self) -> usize {
        self.size
    }

    fn ids(&self) -> Vec<String> {
        (0..self.size).map(|number| format!("t{number:05}")).collect()
    }

    fn template(&self) -> String {
        format!("sqlite:{}/{{id}}.db", self.folder.path().display())
    }

    fn loop_name(&self) -> &'static str {
        "loop of sqlite3"
    }

    fn loop_of_clients(&self, parallel: usize) -> Result<(), Fault> {
        let script = self.folder.path().join("change.sql");
        std::fs::write(&script, CHANGE)?;
        let files: String = self.ids().iter().map(|id| format!("{}\n", self.file(id).display())).collect();
        let mut command = Command::new("xargs");
        command.args(["-P", &parallel.to_string(), "-I{}", "sqlite3", "-bail", "-init", "/dev/null", "{}"]);
        command.arg(format!(".read {}", script.display()));
        ran(&mut command, &files)?.succeeded().map(drop)
    }

    fn counters(&self, id: &str) -> Result<String, Fault> {
        ran(Command::new("sqlite3").args(["-batch", "-init", "/dev/null"]).arg(self.file(id)).arg(OFTEN), "")?
            .succeeded()
    }
}

/// Databases of one PostgreSQL server.
pub(crate) struct PostgresFleet {
    databases: Vec<PostgresDatabase>,
    folder: TempDir,
}

impl PostgresFleet {
    pub(crate) fn of(size: usize) -> Result<Self, Fault> {
        let script = format!("{SCHEMA}{ROWS}");
        let databases = (0..size).map(|_| Postgres::database_with(&script)).collect::<Result<_, _>>()?;
        Ok(Self { databases, folder: tempfile::tempdir()? })
    }
}

impl Fleet for PostgresFleet {
    fn engine(&self) -> &'static str {
        "postgres"
    }

    fn size(&self) -> usize {
        self.databases.len()
    }

    fn ids(&self) -> Vec<String> {
        self.databases.iter().map(|database| database.name().to_owned()).collect()
    }

    fn template(&self) -> String {
        self.databases.first().map(|first| first.url().replace(first.name(), "{id}")).unwrap_or_default()
    }

    fn loop_name(&self) -> &'static str {
        "loop of psql"
    }

    fn loop_of_clients(&self, parallel: usize) -> Result<(), Fault> {
        let script = self.folder.path().join("change.sql");
        std::fs::write(&script, CHANGE)?;
        let urls: String = self.databases.iter().map(|database| format!("{}\n", database.url())).collect();
        let mut command = Command::new("xargs");
        command.args([
            "-P",
            &parallel.to_string(),
            "-I{}",
            "psql",
            "-X",
            "-q",
            "-1",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            "{}",
        ]);
        command.arg("-f").arg(&script);
        ran(&mut command, &urls)?.succeeded().map(drop)
    }

    fn counters(&self, id: &str) -> Result<String, Fault> {
        let database = self.databases.iter().find(|database| database.name() == id);
        database.ok_or_else(|| Fault::new(format!("no database `{id}`")))?.run(OFTEN)
    }
}
