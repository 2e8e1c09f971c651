//! The cases of PostgreSQL, on the server of `GROUNDLINE_TEST_POSTGRES`; as a superuser, and as an owner who is none.

use std::sync::atomic::{AtomicU32, Ordering};

use engine::{Live, Options, Url};
use schema::Dialect;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::case::{Case, cases};
use crate::check::check;
use crate::world::{Rows, World};

static NUMBER: AtomicU32 = AtomicU32::new(0);

const OWNER: &str = "groundline_rows_owner";

/// A database of its own.
pub(crate) struct Place {
    server: String,
    name: String,
    pub(crate) url: String,
}

async fn run(url: &str, sql: &str) -> Result<(), String> {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    let ran = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(|error| error.to_string());
    connection.close().await.expect("closed");
    ran
}

impl Place {
    /// Makes it, for a superuser or for an owner who is none.
    pub(crate) async fn new(server: &str, is_super: bool) -> Self {
        let name = format!("rows_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        run(server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await.expect("made");
        let (head, rest) = server.rsplit_once('/').expect("a path");
        let query = rest.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
        let mut url = format!("{head}/{name}{query}");
        if !is_super {
            let role = format!(
                "DO $$ BEGIN CREATE ROLE {OWNER} LOGIN PASSWORD 'rows'; EXCEPTION WHEN duplicate_object THEN NULL; \
                 WHEN unique_violation THEN NULL; END $$"
            );
            run(server, &role).await.expect("a role");
            run(
                &url,
                &format!("GRANT CREATE, TEMPORARY ON DATABASE {name} TO {OWNER}; ALTER SCHEMA public OWNER TO {OWNER}"),
            )
            .await
            .expect("granted");
            let (_, rest) = url.split_once("://").expect("a scheme");
            let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
            url = format!("postgres://{OWNER}:rows@{host}");
        }
        Self { server: server.to_owned(), name, url }
    }

    pub(crate) async fn drop(self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await.expect("dropped");
    }

    pub(crate) async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("a connection")
    }

    pub(crate) async fn strings(&self, sql: &str) -> Vec<String> {
        let mut connection = self.connection().await;
        let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
        let text = |row: &sqlx::postgres::PgRow| row.try_get_unchecked::<Option<String>, _>(0).expect("text");
        let strings = rows.iter().map(|row| text(row).unwrap_or_default()).collect();
        connection.close().await.expect("closed");
        strings
    }
}

impl World for Place {
    async fn run(&self, sql: &str) -> Result<(), String> {
        run(&self.url, sql).await
    }

    async fn run_by_hand(&self, statements: &[String]) -> Result<(), String> {
        run(&self.url, &format!("BEGIN; {}; COMMIT", statements.join(";\n"))).await
    }

    async fn rows(&self) -> Rows {
        let tables = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
             WHERE relkind = 'r' AND nspname NOT LIKE 'groundline%' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
        let mut rows = Rows::new();
        for table in self.strings(tables).await {
            let found = self.strings(&format!("SELECT x::text FROM ONLY {table} x ORDER BY 1")).await;
            rows.insert(table.trim_matches('"').to_owned(), found);
        }
        rows
    }

    async fn shape(&self) -> Vec<String> {
        let own = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";
        self.strings(&format!(
            "SELECT format('%s %s', c.oid::regclass, relkind) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
             WHERE {own} AND n.nspname <> 'groundline' UNION ALL \
             SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid \
             JOIN pg_namespace n ON n.oid = relnamespace WHERE {own} AND NOT tgisinternal UNION ALL \
             SELECT format('%s %s', ev_class::regclass, ev_enabled) FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class \
             JOIN pg_namespace n ON n.oid = relnamespace WHERE {own} UNION ALL \
             SELECT nspname FROM pg_namespace n WHERE {own} AND nspname <> 'groundline' ORDER BY 1"
        ))
        .await
    }

    async fn live(&self, options: &Options) -> Live {
        Live::connect(&Url::parse(&self.url, |_| None).expect("a URL"), options).await.expect("a session")
    }
}

/// The server; where there is none the test says that it was skipped.
pub(crate) fn server(test: &str) -> Option<String> {
    let url = std::env::var("GROUNDLINE_TEST_POSTGRES").ok();
    if url.is_none() {
        println!("skipped: {test}: GROUNDLINE_TEST_POSTGRES is not set");
    }
    url
}

async fn failure(server: &str, case: &Case, is_super: bool) -> Option<String> {
    let (place, control) = (Place::new(server, is_super).await, Place::new(server, is_super).await);
    let checked = check(case, Dialect::Postgres, &place, &control).await;
    place.drop().await;
    control.drop().await;
    let who = if is_super { "as a superuser" } else { "as an owner" };
    checked.err().map(|reason| format!("== {} {who}\n{reason}\n", case.name))
}

async fn major(server: &str) -> u32 {
    let mut connection = PgConnection::connect(server).await.expect("a connection");
    let row = connection.fetch_one("SHOW server_version_num").await.expect("a version");
    row.try_get::<&str, _>(0).expect("text").parse::<u32>().expect("a number") / 10_000
}

async fn all(test: &str, is_super: bool) {
    let Some(server) = server(test) else { return };
    let mut failures = Vec::new();
    let cases = cases("postgres", Dialect::Postgres);
    let version = major(&server).await;
    for case in cases.iter().filter(|case| is_super || !case.needs_superuser) {
        if case.from_version > version {
            println!("skipped: {test}: {} is for PostgreSQL {} and later", case.name, case.from_version);
            continue;
        }
        failures.extend(failure(&server, case, is_super).await);
    }
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[tokio::test]
async fn every_row_that_a_step_changes_on_postgres_comes_back() {
    all("every_row_that_a_step_changes_on_postgres_comes_back", true).await;
}

#[tokio::test]
async fn every_row_that_a_step_changes_on_postgres_comes_back_where_foreign_keys_stay_in_force() {
    all("every_row_that_a_step_changes_on_postgres_comes_back_where_foreign_keys_stay_in_force", false).await;
}
