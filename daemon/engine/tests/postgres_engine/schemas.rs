//! Real schemas that nobody here wrote: loaded, inspected, and built again from what was inspected.

use std::path::PathBuf;

use engine::{Live, Options, Scope, Url};
use schema::{Database, Dialect};

use crate::server::*;

/// The schema without its rows, owners and privileges, as a person would bring it; none where it is not here.
fn schema_of(name: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {name}: there is no ../shared/schemas");
        return None;
    };
    let is_wanted = |statement: &str| {
        let class = schema::sql::classify(Dialect::Postgres, statement);
        let gives_away = statement.starts_with("ALTER") && statement.contains(" OWNER TO ");
        let is_whole = statement.starts_with("CREATE DATABASE") || statement.starts_with("DROP DATABASE");
        !gives_away && !is_whole && (class.describes_schema() || class == schema::sql::StatementClass::Session)
    };
    // Nobody here has the extension for vectors.
    let is_here = |statement: &str| {
        !statement.contains("EXTENSION IF NOT EXISTS vector")
            && !statement.contains("EXTENSION vector")
            && !statement.contains(" USING hnsw ")
    };
    let statements = schema::sql::split(Dialect::Postgres, &text).flatten();
    let wanted = statements.filter(|s| is_wanted(s.text) && is_here(s.text));
    Some(wanted.map(|s| format!("{};\n", s.text.replace("public.vector(20)", "double precision[]"))).collect())
}

/// What the newest server has and older ones have not, as these have it.
async fn for_server(url: &Url, sql: String) -> String {
    let mut live = Live::connect(url, &Options::default()).await.expect("a session");
    let version = live.version().await.expect("a version").number;
    live.close().await.expect("closed");
    if version >= 180_000 { sql } else { sql.replace("uuidv7()", "gen_random_uuid()").replace(" VIRTUAL", " STORED") }
}

/// The database that the model builds.
async fn built(url: &Url, database: &Database) -> Database {
    let mut scratch = scratch(url).await;
    let result = scratch.build(database).await;
    let rebuilt = scratch.inspect(&Scope::default()).await;
    scratch.discard().await.expect("discarded");
    result.expect("built");
    rebuilt.expect("inspected")
}

async fn comes_back(name: &str, least: usize) {
    let Some(url) = url(name) else { return };
    let Some(sql) = schema_of(name) else { return };
    let sql = for_server(&url, sql).await;
    let mut scratch = scratch(&url).await;
    let loaded = scratch.load(&[source(name, &sql)]).await;
    let database = scratch.inspect(&Scope::default()).await.expect("inspected");
    scratch.discard().await.expect("discarded");
    loaded.unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"));
    assert!(database.objects.len() >= least, "{}", database.objects.len());
    assert!(database.unsupported.is_empty(), "{:?}", database.unsupported);
    let mut again = built(&url, &database).await;
    again.narrow_grants(&database);
    let differs: Vec<_> = schema::diff(&database, &again)
        .iter()
        .map(|change| {
            format!(
                "{} {}: {:?} / {:?}",
                change.word(),
                change.object().id,
                change.object(),
                again.get(&change.object().id)
            )
        })
        .collect();
    assert!(differs.is_empty(), "{differs:#?}");
}

#[tokio::test]
async fn chinook_comes_back() {
    comes_back("chinook.postgres.sql", 40).await;
}

#[tokio::test]
async fn pagila_comes_back() {
    comes_back("pagila.postgres.sql", 150).await;
}

#[tokio::test]
async fn openstreetmap_comes_back() {
    comes_back("openstreetmap.postgres.sql", 250).await;
}
