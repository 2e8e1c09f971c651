//! Real schemas for SQLite: imported, planned empty, rebuilt on an empty database with an equal result.

use std::path::Path;
use std::sync::Arc;

use engine::{Scope, Scratch, Source};
use schema::{Database, Dialect, diff};

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), id: path.to_owned(), text: Arc::from(text) }
}

async fn loaded(text: &str) -> Database {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.expect("a scratch database");
    let loaded = scratch.load(&[source("schema.sql", text)]).await;
    assert!(loaded.is_ok(), "the schema does not load: {loaded:?}");
    let database = scratch.inspect(&Scope::default()).await.expect("it is inspected");
    scratch.discard().await.expect("it is thrown away");
    database
}

async fn rebuilt(database: &Database) -> Database {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.expect("a scratch database");
    scratch.build(database).await.expect("what was read can be built");
    scratch.inspect(&Scope::default()).await.expect("it is inspected")
}

/// The schema statements of a dump, without its rows.
fn without_rows(text: &str) -> String {
    schema::sql::split(Dialect::Sqlite, text)
        .filter_map(Result::ok)
        .filter(|statement| statement.text.to_ascii_uppercase().starts_with("CREATE"))
        .map(|statement| format!("{};\n", statement.text))
        .collect()
}

#[tokio::test]
async fn real_schemas_are_read_whole_and_built_again() {
    for name in ["chinook", "sakila"] {
        let path = format!("{}/../../../shared/schemas/{name}.sqlite.sql", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(Path::new(&path)) else {
            eprintln!("skipped: no {name} beside the checkout");
            continue;
        };
        let database = loaded(&without_rows(&text)).await;
        assert!(database.unsupported.is_empty(), "{:?}", database.unsupported);
        assert!(database.objects.len() > 10);
        let again = rebuilt(&database).await;
        assert!(diff(&database, &again).is_empty(), "{}", plan::show::unified_diff(&database, &again));
    }
}
