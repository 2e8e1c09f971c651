//! Desired SQL that does not load: every fault with its place and what to do.

use std::sync::Arc;

use engine::{Scope, Scratch, Source};
use schema::Dialect;

/// What loading the files answers, one line a fault.
async fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.expect("a scratch database");
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source { path: (*path).to_owned(), id: String::new(), text: Arc::from(*text) })
        .collect();
    let loaded = scratch.load(&sources).await;
    loaded.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

async fn fault(text: &str) -> String {
    faults(&[("a.sql", text)]).await.join("\n")
}

#[tokio::test]
async fn broken_sql_is_shown_at_its_place() {
    assert_eq!(
        fault("CREATE TABLE t (\n  id INT,\n  nmae TEXT NOT NUL\n);").await,
        "a.sql:3:17: near \"NUL\": syntax error"
    );
    assert_eq!(fault("-- head\nCREATE TABLE t (a INT;").await, "a.sql:2:19: incomplete input");
    assert_eq!(fault("CREAT TABLE t (a INT);").await, "a.sql:1:1: near \"CREAT\": syntax error");
    assert!(fault("CREATE TABLE t (a TEXT DEFAULT 'x);").await.starts_with("a.sql:1:32: a string is never closed"));
}

#[tokio::test]
async fn every_fault_is_found_at_once() {
    let found =
        faults(&[("a.sql", "CREATE TABLE a (x;\nCREATE TABLE b (x);"), ("b.sql", "CREATE INDEX i ON b (y);")]).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].starts_with("b.sql:1:22: "), "{found:?}");
}

#[tokio::test]
async fn duplicates_are_shown_with_both_places() {
    let found = faults(&[("a.sql", "CREATE TABLE T (x);"), ("b.sql", "\nCREATE TABLE IF NOT EXISTS t (x);")]).await;
    assert_eq!(found, ["b.sql:2:1: `t` is made twice, first at a.sql:1"]);
    assert_eq!(
        fault("CREATE TABLE t (x);\nCREATE VIEW t AS SELECT 1;").await,
        "a.sql:2:1: `t` is made twice, first at a.sql:1"
    );
}

#[tokio::test]
async fn references_that_lead_nowhere_are_shown() {
    assert_eq!(
        fault("CREATE TABLE c (\n  p INT REFERENCES prent (id)\n);").await,
        "a.sql:2:20: the foreign key of `c` references the table `prent`, which does not exist"
    );
    assert_eq!(
        fault("CREATE VIEW v AS SELECT a FROM gone;").await,
        "a.sql:1:32: the view `v` does not work: no such table: main.gone"
    );
    let trigger =
        "CREATE TABLE t (a INT);\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n  INSERT INTO lgo VALUES (1);\nEND;";
    assert_eq!(fault(trigger).await, "a.sql:3:15: the trigger `g` does not work: no such table: main.lgo");
    assert!(fault("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT b FROM t;").await.contains("no such column: b"));
}

#[tokio::test]
async fn views_in_a_circle_are_named() {
    let found = fault("CREATE VIEW a AS SELECT * FROM b;\nCREATE VIEW b AS SELECT * FROM a;").await;
    assert!(found.contains("circularly defined"), "{found}");
}

#[tokio::test]
async fn what_does_not_belong_in_a_schema_is_refused_by_name() {
    for (sql, said) in [
        ("INSERT INTO t VALUES (1);", "`INSERT` does not belong"),
        ("DROP TABLE t;", "`DROP` does not belong"),
        ("ALTER TABLE t ADD COLUMN x;", "`ALTER` does not belong"),
        ("ATTACH 'x.db' AS x;", "`ATTACH` does not belong"),
        ("PRAGMA user_version = 3;", "`PRAGMA user_version` does not belong"),
        ("CREATE TEMP TABLE t (a);", "temporary"),
        ("CREATE TABLE other.t (a);", "`other` is another database"),
        ("CREATE TABLE t AS SELECT 1;", "takes its columns from rows"),
        ("CREATE TABLE groundline_run (a);", "Groundline's own"),
    ] {
        let found = fault(sql).await;
        assert!(found.contains(said), "{sql}: {found}");
    }
}

#[tokio::test]
async fn two_thousand_objects_load() {
    let text: String = (0..1_000)
        .map(|n| {
            format!("CREATE TABLE t{n} (id INTEGER PRIMARY KEY, a TEXT, b INT);\nCREATE INDEX i{n} ON t{n} (a);\n")
        })
        .collect();
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.expect("a scratch database");
    let source = Source { path: "big.sql".to_owned(), id: String::new(), text: Arc::from(text.as_str()) };
    scratch.load(&[source]).await.expect("it loads");
    let database = scratch.inspect(&Scope::default()).await.expect("it is inspected");
    assert_eq!(database.objects.len(), 2_000);
}
