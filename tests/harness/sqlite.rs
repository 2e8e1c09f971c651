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
        let mut command = Command::new("sqlite3");
        command.args(["-batch", "-bail", "-init", "/dev/null"]).arg(self.path());
        ran(&mut command, sql)
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

    /// The rows of every table but Groundline's own; `sqlite_sequence` counts as one.
    ///
    /// # Errors
    /// What `sqlite3` says.
    pub fn rows(&self) -> Result<Rows, Fault> {
        let query = |table: &str, columns: &[String]| {
            let values: Vec<_> = columns.iter().map(|column| format!("quote({})", name(column))).collect();
            format!("SELECT json_array('{}', {}) FROM {};", table.replace('\'', "''"), values.join(", "), name(table))
        };
        Rows::read(|sql| self.run(sql), COLUMNS, query)
    }

    /// Where each table begins in the file: this changes when a table is rebuilt.
    ///
    /// # Errors
    /// What `sqlite3` says.
    pub fn storage(&self) -> Result<BTreeMap<String, String>, Fault> {
        let answer = self.run("SELECT json_array(name, CAST(rootpage AS text)) FROM sqlite_master WHERE type = 'table';")?;
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
    WHERE owner NOT LIKE 'groundline\\_%' ESCAPE '\\' AND owner NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'
    GROUP BY owner;";

const OBSERVER: &str = "
CREATE TEMP VIEW own AS SELECT * FROM main.sqlite_master
    WHERE tbl_name NOT LIKE 'groundline\\_%' ESCAPE '\\' AND name NOT LIKE 'groundline\\_%' ESCAPE '\\' AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\';
SELECT json_array('object', type || ' ' || name || ' of ' || tbl_name) FROM own WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\';
SELECT json_array('sql', sql) FROM own WHERE sql IS NOT NULL;
SELECT json_array('table', own.name || ' ' || l.type || ' columns=' || l.ncol || ' without-rowid=' || l.wr || ' strict=' || l.strict)
    FROM own, pragma_table_list(own.name) l WHERE own.type = 'table' AND l.schema = 'main';
SELECT json_array('column', own.name || '.' || c.name || ' ' || upper(c.type) || ' not-null=' || c.\"notnull\" || ' key=' || c.pk || ' hidden=' || c.hidden
    || ' default=' || coalesce(c.dflt_value, ''))
    FROM own, pragma_table_xinfo(own.name) c WHERE own.type IN ('table', 'view');
SELECT json_array('foreign-key', own || ' (' || group_concat(k.\"from\") || ') ' || k.\"table\" || ' (' || coalesce(group_concat(k.\"to\"), '')
    || ') ' || k.on_update || ' ' || k.on_delete || ' ' || k.\"match\")
    FROM (SELECT own.name AS own, f.* FROM own, pragma_foreign_key_list(own.name) f WHERE own.type = 'table' ORDER BY own.name, f.id, f.seq) k GROUP BY own, k.id;
SELECT json_array('index', own || ' ' || CASE WHEN name LIKE 'sqlite\\_%' ESCAPE '\\' THEN '' ELSE name END || ' unique=' || \"unique\" || ' origin=' || origin
    || ' partial=' || partial || ' (' || group_concat(part) || ')')
    FROM (SELECT own.name AS own, i.*, coalesce(x.name, '<expression>') || ' ' || x.coll || CASE x.desc WHEN 1 THEN ' desc' ELSE '' END AS part
        FROM own, pragma_index_list(own.name) i, pragma_index_xinfo(i.name) x WHERE own.type = 'table' AND x.key = 1 ORDER BY own.name, i.name, x.seqno)
    GROUP BY own, name;
SELECT json_array('pragma', 'user_version ' || user_version) FROM pragma_user_version;
SELECT json_array('pragma', 'application_id ' || application_id) FROM pragma_application_id;
SELECT json_array('pragma', 'encoding ' || encoding) FROM pragma_encoding;
SELECT json_array('pragma', 'journal_mode ' || journal_mode) FROM pragma_journal_mode;
SELECT json_array('integrity', integrity_check) FROM pragma_integrity_check;
SELECT json_array('violated', \"table\" || ' ' || parent) FROM pragma_foreign_key_check;
";
