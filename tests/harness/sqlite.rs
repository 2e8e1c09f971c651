//! A real SQLite database in a temporary folder, filled and watched by the `sqlite3` program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{Fault, Ran, Rows, normal_form, ran};

/// A database file, removed when dropped.
#[derive(Debug)]
pub struct Sqlite {
    folder: TempDir,
}

impl Sqlite {
    /// An empty database.
    ///
    /// # Errors
    /// A temporary folder that cannot be made.
    pub fn fresh() -> Result<Self, Fault> {
        let database = Self { folder: tempfile::tempdir()? };
        std::fs::write(database.path(), "")?;
        Ok(database)
    }

    /// Its file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("database.sqlite")
    }

    /// The folder of its own that the file stands in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// The `sqlite3` program on a file: it stops at the first error, and waits while somebody else holds the file.
    pub fn client(file: &Path) -> Command {
        let mut command = Command::new("sqlite3");
        command.args(["-batch", "-bail", "-init", "/dev/null", "-cmd", ".timeout 10000"]).arg(file);
        command
    }

    /// Runs SQL and gives what it printed.
    ///
    /// # Errors
    /// What `sqlite3` says; it stops at the first error.
    pub fn run(&self, sql: &str) -> Result<String, Fault> {
        self.try_run(sql)?.succeeded()
    }

    /// Runs SQL, whatever comes of it.
    ///
    /// # Errors
    /// A `sqlite3` that cannot be started.
    pub fn try_run(&self, sql: &str) -> Result<Ran, Fault> {
        ran(&mut Self::client(&self.path()), sql)
    }

    /// What `sqlite_master` and the pragmas tell of it, as text that is equal for equal databases.
    ///
    /// The order of a table's columns is left out: a column that was added later stands behind the others.
    ///
    /// # Errors
    /// What `sqlite3` says.
    pub fn observer(&self) -> Result<String, Fault> {
        let mut lines = Vec::new();
        for line in self.run(OBSERVER)?.lines().filter(|line| !line.is_empty()) {
            let [topic, text]: [String; 2] = serde_json::from_str(line)?;
            lines.push(if topic == "sql" { normal_form(&text) } else { format!("{topic} {text}") });
        }
        lines.sort();
        Ok(lines.join("\n"))
    }

    /// The rows of every table but Groundline's own and what a virtual table keeps for itself; `sqlite_sequence` counts.
    ///
    /// # Errors
    /// What `sqlite3` says.
    pub fn rows(&self) -> Result<Rows, Fault> {
        let query = |table: &str, columns: &[String]| {
            let values: Vec<_> = columns.iter().map(|column| format!("quote({})", name(column))).collect();
            format!("SELECT json_array('{}', {}) FROM {};", table.replace('\'', "''"), values.join(", "), name(table))
        };
        let mut rows = Rows::read(|sql| self.run(sql), COLUMNS, query)?;
        // SQLite makes this table with the first AUTOINCREMENT, keeps it for ever, and counts in it for everybody.
        if let Some(counters) = rows.0.get_mut("sqlite_sequence") {
            counters.rows.retain(|row| row.first().is_some_and(|name| !name.starts_with("'groundline_")));
            if counters.rows.is_empty() {
                rows.0.remove("sqlite_sequence");
            }
        }
        Ok(rows)
    }

    /// Where each table begins in the file: this changes when a table is rebuilt.
    ///
    /// # Errors
    /// What `sqlite3` says.
    pub fn storage(&self) -> Result<BTreeMap<String, String>, Fault> {
        let answer = self.run(
            "SELECT json_array(name, CAST(rootpage AS text)) FROM sqlite_master WHERE type = 'table'
            AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow');",
        )?;
        answer.lines().map(|line| Ok(serde_json::from_str::<(String, String)>(line)?)).collect()
    }
}

fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const COLUMNS: &str = "
    SELECT json_group_array(value) FROM (
        SELECT name AS owner, name AS value, -1 AS place FROM sqlite_master WHERE type = 'table'
        UNION ALL
        SELECT m.name, c.name, c.cid FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden <> 1
        ORDER BY 1, 3)
    WHERE owner NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
        AND owner NOT LIKE 'groundline\\_%' ESCAPE '\\' AND owner NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'
    GROUP BY owner;";

const OBSERVER: &str = include_str!("sqlite_observer.sql");
