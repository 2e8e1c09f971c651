//! Real schemas that nobody here wrote: loaded, and found equal to the database that the same script made.

use std::path::PathBuf;

use crate::place::*;

/// The schema without its rows; none where it is not here.
fn schema_of(name: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {name}: there is no ../shared/schemas");
        return None;
    };
    let dialect = schema::Dialect::MySql;
    let is_wanted = |statement: &str| {
        let class = schema::sql::classify(dialect, statement);
        class.describes_schema() || class == schema::sql::StatementClass::Session
    };
    let statements = schema::sql::split(dialect, &text).flatten();
    let wanted = statements.filter(|s| is_wanted(s.text) || s.text.starts_with("USE"));
    Some(wanted.map(|s| format!("{};\n", s.text)).collect())
}

/// The same for the database that the session is in.
fn within(sql: &str) -> String {
    let is_whole = |line: &&str| !["USE", "CREATE SCHEMA", "CREATE DATABASE"].iter().any(|word| line.starts_with(word));
    sql.lines().filter(is_whole).map(|line| format!("{}\n", line.replace("sakila.", ""))).collect()
}

async fn comes_back(name: &str, least: usize) {
    let Some(place) = Place::new(name).await else { return };
    let Some(sql) = schema_of(name) else { return };
    place.sql(&within(&sql)).await;
    let live = place.inspected().await;
    assert!(
        live.objects.len() >= least && live.unsupported.is_empty(),
        "{} {:?}",
        live.objects.len(),
        live.unsupported
    );
    let desired = place.elaborated(&sql).await.unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert_eq!(differences(&live, &desired), Vec::<String>::new());
    place.drop().await;
}

#[tokio::test]
async fn chinook_comes_back() {
    comes_back("chinook.mysql.sql", 20).await;
}

#[tokio::test]
async fn sakila_comes_back() {
    comes_back("sakila.mysql.sql", 40).await;
}
