//! The cases of SQLite, on files.

use std::path::{Path, PathBuf};

use engine::{Live, Options, Url};
use schema::Dialect;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row, SqliteConnection};

use crate::case::cases;
use crate::check::check;
use crate::world::{Rows, World};

/// A database of its own.
pub(crate) struct File(pub(crate) PathBuf);

impl File {
    async fn open(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(&self.0).create_if_missing(true).foreign_keys(true);
        options.connect().await.expect("it opens")
    }

    async fn strings(&self, sql: &str) -> Vec<String> {
        let mut connection = self.open().await;
        let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
        let text = |row: &sqlx::sqlite::SqliteRow, at| {
            row.try_get_unchecked::<Option<String>, _>(at).ok().flatten().unwrap_or_default()
        };
        rows.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect::<Vec<_>>().join("|")).collect()
    }

    /// Everything in the schema.
    pub(crate) async fn shape_with_ledger(&self) -> Vec<String> {
        self.strings("SELECT name FROM sqlite_schema").await
    }

    async fn has_rowid(&self, table: &str) -> bool {
        let mut connection = self.open().await;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(format!("SELECT rowid FROM {table} LIMIT 0")))).await.is_ok()
    }
}

impl World for File {
    async fn run(&self, sql: &str) -> Result<(), String> {
        let mut connection = self.open().await;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(|error| error.to_string())
    }

    async fn run_by_hand(&self, statements: &[String]) -> Result<(), String> {
        self.run(&format!("BEGIN; {}; COMMIT", statements.join(";\n"))).await
    }

    async fn rows(&self) -> Rows {
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'groundline\\_%' ESCAPE '\\' \
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'docs\\_%' ESCAPE '\\'";
        let mut rows = Rows::new();
        for name in self.strings(names).await {
            let table = format!("\"{}\"", name.replace('"', "\"\""));
            let literal = schema::sql::literal(Dialect::Sqlite, &name).to_string();
            let columns = format!("SELECT name FROM pragma_table_xinfo({literal}) WHERE hidden <> 1 ORDER BY cid");
            let quote = |column: &String| format!("quote(\"{}\")", column.replace('"', "\"\""));
            let mut values: Vec<String> = self.strings(&columns).await.iter().map(quote).collect();
            if self.has_rowid(&table).await {
                values.push("quote(rowid)".to_owned());
            }
            let mut found = self.strings(&format!("SELECT {} FROM {table}", values.join(", "))).await;
            found.sort();
            rows.insert(name, found);
        }
        rows
    }

    async fn shape(&self) -> Vec<String> {
        let kept = "name NOT IN ('groundline_run', 'groundline_step', 'groundline_snapshot') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let mut shape = self.strings(&format!("SELECT type, name, sql FROM sqlite_schema WHERE {kept}")).await;
        shape.sort();
        shape.extend(self.strings("SELECT integrity_check FROM pragma_integrity_check").await);
        shape
    }

    async fn live(&self, options: &Options) -> Live {
        let url = Url::parse(&format!("sqlite:{}", self.0.display()), |_| None).expect("a URL");
        Live::connect(&url, options).await.expect("it opens")
    }
}

fn place(folder: &Path, name: &str) -> File {
    File(folder.join(name))
}

#[tokio::test]
async fn every_row_that_a_step_changes_on_sqlite_comes_back() {
    let mut failures = Vec::new();
    let cases = cases("sqlite", Dialect::Sqlite);
    for case in &cases {
        let folder = tempfile::tempdir().expect("a folder");
        let (live, control) = (place(folder.path(), "live.db"), place(folder.path(), "control.db"));
        if let Err(reason) = check(case, Dialect::Sqlite, &live, &control).await {
            failures.push(format!("== {}\n{reason}\n", case.name));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
}
