//! The cases of MySQL and MariaDB, on the server of `GROUNDLINE_TEST_MYSQL`.

use std::sync::atomic::{AtomicU32, Ordering};

use engine::{Live, Options, Url};
use schema::Dialect;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::case::cases;
use crate::check::check;
use crate::world::{Rows, World};

static NUMBER: AtomicU32 = AtomicU32::new(0);

struct Place {
    server: String,
    name: String,
    url: String,
}

async fn connection(url: &str) -> MySqlConnection {
    let mut connection = MySqlConnection::connect(url).await.expect("a connection");
    let mode = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = @@global.time_zone";
    connection.execute(sqlx::raw_sql(mode)).await.expect("set");
    connection
}

async fn run(url: &str, sql: &str) -> Result<(), String> {
    let mut connection = connection(url).await;
    for statement in schema::sql::split(Dialect::MySql, sql) {
        let statement = statement.expect("it splits").text;
        let ran = connection.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await;
        ran.map_err(|error| format!("{error}: {statement}"))?;
    }
    connection.close().await.map_err(|error| error.to_string())
}

impl Place {
    async fn new(server: &str) -> Self {
        let name = format!("rows_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        run(server, &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"))
            .await
            .expect("made");
        let url = format!("{}/{name}", server.trim_end_matches('/'));
        Self { server: server.to_owned(), name, url }
    }

    async fn drop(self) {
        run(&self.server, &format!("DROP DATABASE {}", self.name)).await.expect("dropped");
    }

    async fn strings(&self, sql: &str) -> Vec<String> {
        let mut connection = connection(&self.url).await;
        let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
        let text = |row: &sqlx::mysql::MySqlRow| {
            let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(0).expect("text").unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let strings = rows.iter().map(text).collect();
        connection.close().await.expect("closed");
        strings
    }
}

impl World for Place {
    async fn run(&self, sql: &str) -> Result<(), String> {
        run(&self.url, sql).await
    }

    async fn run_by_hand(&self, statements: &[String]) -> Result<(), String> {
        run(&self.url, &format!("START TRANSACTION; {}; COMMIT", statements.join(";\n"))).await
    }

    async fn rows(&self) -> Rows {
        let tables = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' \
             AND TABLE_NAME NOT LIKE 'groundline\\_%'";
        let mut rows = Rows::new();
        for table in self.strings(tables).await {
            let literal = schema::sql::literal(Dialect::MySql, &table).to_string();
            let columns = format!(
                "SELECT CONCAT(IF(DATA_TYPE = 'float', 'f', ' '), COLUMN_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {literal} ORDER BY ORDINAL_POSITION"
            );
            let quoted = |name: &str| format!("`{}`", name.replace('`', "``"));
            let value = |column: &String| {
                let (is_short, name) = column.split_at(1);
                let exact = if is_short == "f" { format!("CAST({} AS DOUBLE)", quoted(name)) } else { quoted(name) };
                format!("IFNULL(HEX(CAST({exact} AS BINARY)), 'NULL')")
            };
            let values: Vec<String> = self.strings(&columns).await.iter().map(value).collect();
            let query = format!("SELECT CONCAT_WS('|', {}) FROM {} ORDER BY 1", values.join(", "), quoted(&table));
            let found = self.strings(&query).await;
            rows.insert(table, found);
        }
        rows
    }

    async fn shape(&self) -> Vec<String> {
        self.strings(
            "SELECT CONCAT(TABLE_NAME, ' ', TABLE_TYPE) AS x FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() UNION ALL \
             SELECT CONCAT(TRIGGER_NAME, ' ', ACTION_STATEMENT) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1",
        )
        .await
    }

    async fn live(&self, options: &Options) -> Live {
        Live::connect(&Url::parse(&self.url, |_| None).expect("a URL"), options).await.expect("a session")
    }
}

#[tokio::test]
async fn every_row_that_a_step_changes_on_mysql_comes_back() {
    let Ok(server) = std::env::var("GROUNDLINE_TEST_MYSQL") else {
        println!("skipped: every_row_that_a_step_changes_on_mysql_comes_back: GROUNDLINE_TEST_MYSQL is not set");
        return;
    };
    let mut failures = Vec::new();
    let cases = cases("mysql", Dialect::MySql);
    for case in &cases {
        let (place, control) = (Place::new(&server).await, Place::new(&server).await);
        if let Err(reason) = check(case, Dialect::MySql, &place, &control).await {
            failures.push(format!("== {}\n{reason}\n", case.name));
        }
        place.drop().await;
        control.drop().await;
    }
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
}
