//! What a database tells of statements that nobody ran, and that none of them ran.

use std::time::Duration;

use engine::{Asked, Bounds, Explained, Probed};

use crate::check::{connect, folder};
use crate::observer;

const FILLED: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a); \
    INSERT INTO t WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 500) SELECT n, n % 10, 'x' FROM n; \
    INSERT INTO u VALUES (7, 1)";

#[tokio::test]
async fn rows_that_match_are_counted_and_nothing_is_run() {
    let folder = folder();
    let path = folder.path().join("facts.db");
    observer::run(&path, FILLED).await.expect("it is filled");
    let before = observer::rows(&path).await;
    let mut live = connect(&path).await;
    let bounds = Bounds { rows: 200, ..Bounds::default() };
    for (statement, select, expected) in [
        ("DELETE FROM t WHERE id = 5", "SELECT 1 FROM t WHERE id = 5", (1, false, false)),
        ("DELETE FROM t WHERE a = 3", "SELECT 1 FROM t WHERE a = 3", (50, false, true)),
        ("UPDATE t SET a = 1", "SELECT 1 FROM t", (200, true, true)),
        ("INSERT INTO u (a) SELECT a FROM t WHERE id < 9", "SELECT a FROM t WHERE id < 9", (8, false, false)),
        (
            "WITH x AS (SELECT 5 AS id) DELETE FROM t WHERE id IN x",
            "WITH x AS (SELECT 5 AS id) SELECT 1 FROM t WHERE id IN x",
            (1, false, false),
        ),
    ] {
        let told = live.explain(&Asked { statement, select: Some(select) }, &bounds).await.expect("well");
        let Explained::Rows { rows, is_more, is_counted: true, scans } = &told else { panic!("{statement}: {told:?}") };
        let is_full = scans.iter().any(|scan| scan.table == "t" && scan.is_full);
        assert_eq!((*rows, *is_more, is_full), expected, "{statement}: {scans:?}");
    }
    let told = live.explain(&Asked { statement: "UPDATE t SET c = 1", select: Some("SELECT 1 FROM t") }, &bounds).await;
    assert_eq!(told.expect("well"), Explained::Fails("no such column: c".to_owned()));
    let two = Asked { statement: "DELETE FROM t; DELETE FROM u", select: Some("SELECT 1 FROM t") };
    assert!(matches!(live.explain(&two, &bounds).await.expect("well"), Explained::Unknown(_)));
    assert_eq!(observer::rows(&path).await, before);
}

#[tokio::test]
async fn a_look_at_rows_ends_in_time_and_the_session_writes_again_behind_it() {
    let folder = folder();
    let path = folder.path().join("facts.db");
    observer::run(&path, FILLED).await.expect("it is filled");
    let mut live = connect(&path).await;
    let bounds = Bounds { time: Duration::from_millis(100), ..Bounds::default() };
    assert_eq!(live.probe("SELECT 1 AS found FROM t WHERE a IS NULL", &bounds).await.expect("well"), Probed::Clean);
    let some = live.probe("SELECT 1 AS found FROM t GROUP BY a HAVING count(*) > 1", &bounds).await.expect("well");
    assert_eq!(some, Probed::Found { rows: 10, is_more: false });
    let endless =
        "WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n) SELECT 1 AS found FROM n WHERE n < 0";
    let slow = live.probe(endless, &bounds).await.expect("well");
    assert!(matches!(&slow, Probed::Unknown(reason) if reason.contains("too long")), "{slow:?}");
    let counters = live.counters().await.expect("told");
    assert_eq!(counters.iter().map(|one| (one.table.dotted(), one.last)).collect::<Vec<_>>(), [("u".to_owned(), 7)]);
    let server = live.server().await.expect("told");
    assert!(!server.is_read_only && server.number >= 3_035_000, "{server:?}");
    assert_eq!(live.first_column("PRAGMA query_only").await.expect("told"), [Some("0".to_owned())]);
}
