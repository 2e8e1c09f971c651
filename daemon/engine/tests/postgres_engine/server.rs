//! The PostgreSQL server that tests run on: the one of `GROUNDLINE_TEST_POSTGRES`, or none, which is said.

use std::sync::Arc;

use engine::{Scope, Scratch, Source, Url};
use schema::{Database, Dialect, Facts, Kind, Object};

/// The URL of the server; where there is none the test says that it was skipped.
pub(crate) fn url(test: &str) -> Option<Url> {
    let url = std::env::var("GROUNDLINE_TEST_POSTGRES").ok();
    if url.is_none() {
        println!("skipped: {test}: GROUNDLINE_TEST_POSTGRES is not set");
    }
    url.map(|url| Url::parse(&url, |_| None).expect("a URL"))
}

/// One file of desired SQL.
pub(crate) fn source(path: &str, text: &str) -> Source {
    let id = schema::Digest::of_parts([text.as_bytes()]).hex();
    Source { path: path.to_owned(), id, text: Arc::from(text) }
}

/// A scratch database at the server.
pub(crate) async fn scratch(url: &Url) -> Scratch {
    Scratch::alone(Dialect::Postgres, Some(url)).await.expect("a scratch database")
}

/// What the SQL makes of an empty database.
pub(crate) async fn elaborated(url: &Url, sql: &str) -> Database {
    let mut scratch = scratch(url).await;
    let loaded = scratch.load(&[source("test.sql", sql)]).await;
    let database = scratch.inspect(&Scope::default()).await;
    scratch.discard().await.expect("discarded");
    loaded.unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"));
    database.expect("inspected")
}

/// The object of that kind and dotted name.
pub(crate) fn object<'a>(database: &'a Database, kind: Kind, dotted: &str) -> &'a Object {
    let found = database.objects.values().find(|object| object.id.kind == kind && object.id.dotted() == dotted);
    found.unwrap_or_else(|| panic!("no {kind} {dotted} among {:?}", database.objects.keys().collect::<Vec<_>>()))
}

/// The definition of an object that is only ever replaced.
pub(crate) fn definition(object: &Object) -> &str {
    match &object.facts {
        Facts::Defined { definition } => definition,
        other => panic!("{other:?}"),
    }
}
