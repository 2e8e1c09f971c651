//! What the server tells of statements that nobody ran, and that none of them ran.

use std::time::Duration;

use engine::{Asked, Bounds, Explained, Live, Options, Probed};

use crate::place::Place;

const FILLED: &str = "CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, a int, b varchar(20), KEY (a)); \
    CREATE TABLE u (id int PRIMARY KEY, a int); \
    INSERT INTO t (a, b) WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 900) \
    SELECT n % 10, 'x' FROM n; INSERT INTO u VALUES (1, 1), (2, 2); ANALYZE TABLE t, u";

async fn explain(live: &mut Live, statement: &str, select: &str) -> Explained {
    let asked = Asked { statement, select: Some(select) };
    live.explain(&asked, &Bounds::default()).await.expect("the session is well")
}

#[tokio::test]
async fn every_kind_of_change_is_estimated_and_none_is_run() {
    let Some(place) = Place::new("every_kind_of_change_is_estimated_and_none_is_run").await else { return };
    place.sql(FILLED).await;
    let before = place.ask("SELECT CONCAT(COUNT(*), ' ', SUM(a), ' ', (SELECT COUNT(*) FROM u)) FROM t").await;
    let mut live = place.live().await;
    for (statement, select, least, most) in [
        ("UPDATE t SET a = 1", "SELECT 1, a, (1) FROM t", 800, 1000),
        ("DELETE FROM t WHERE id = 5", "SELECT 1 FROM t WHERE id = 5", 1, 1),
        ("DELETE FROM t WHERE a = 3", "SELECT 1 FROM t WHERE a = 3", 80, 100),
        ("INSERT INTO u SELECT id, a FROM t", "SELECT id, a FROM t", 800, 1000),
        ("REPLACE INTO u SELECT id, a FROM t UNION SELECT 1, 2", "SELECT id, a FROM t UNION SELECT 1, 2", 800, 1002),
        ("UPDATE t JOIN u ON u.id = t.id SET t.a = u.a", "SELECT 1, t.a, (u.a) FROM t JOIN u ON u.id = t.id", 1, 4),
        ("DELETE FROM t WHERE 1 = 0", "SELECT 1 FROM t WHERE 1 = 0", 0, 0),
    ] {
        match explain(&mut live, statement, select).await {
            Explained::Rows { rows, is_more: false, is_counted: false, .. } => {
                assert!((least..=most).contains(&rows), "{statement}: {rows}");
            }
            other => panic!("{statement}: {other:?}"),
        }
    }
    let Explained::Rows { scans, .. } =
        explain(&mut live, "UPDATE t SET a = 1 WHERE b = 'x'", "SELECT 1, a, (1) FROM t WHERE b = 'x'").await
    else {
        panic!("no plan")
    };
    let scan = scans.first().expect("a scan");
    assert!(scan.is_full && scan.table == "t" && scan.access == "ALL", "{scan:?}");
    let after = place.ask("SELECT CONCAT(COUNT(*), ' ', SUM(a), ' ', (SELECT COUNT(*) FROM u)) FROM t").await;
    assert_eq!(before, after);
    place.drop().await;
}

#[tokio::test]
async fn what_cannot_be_told_says_why() {
    let Some(place) = Place::new("what_cannot_be_told_says_why").await else { return };
    let user = format!("f_{}", place.name);
    place.sql(FILLED).await;
    place
        .sql(&format!("CREATE USER {user}@'%' IDENTIFIED BY 'secret'; GRANT SELECT ON {}.u TO {user}@'%'", place.name))
        .await;
    let mut live = place.live().await;
    let told = explain(&mut live, "UPDATE t SET nothing = 1", "SELECT 1, nothing, (1) FROM t").await;
    assert!(matches!(&told, Explained::Fails(reason) if reason.contains("nothing")), "{told:?}");
    let told = explain(&mut live, "DELETE FROM t; DROP TABLE t", "SELECT 1 FROM t").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("2 statements")), "{told:?}");
    let asked = Asked { statement: "DELETE FROM t", select: Some("SELECT 1 FROM t; DROP TABLE t") };
    let told = live.explain(&asked, &Bounds::default()).await.expect("the session is well");
    assert!(matches!(&told, Explained::Unknown(_)), "{told:?}");
    let mut other = Live::connect(&place.as_user(&user, "secret"), &Options::default()).await.expect("a session");
    let told = explain(&mut other, "DELETE FROM t", "SELECT 1 FROM t").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("no right")), "{told:?}");
    place.sql(&format!("DROP USER {user}@'%'")).await;
    place.drop().await;
}

#[tokio::test]
async fn functions_in_what_is_asked_write_nothing_and_time_is_bounded() {
    let Some(place) = Place::new("functions_in_what_is_asked_write_nothing_and_time_is_bounded").await else { return };
    place.sql(FILLED).await;
    place.sql("CREATE TABLE seen (n int)").await;
    place.sql("CREATE FUNCTION writes() RETURNS int DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO seen VALUES (1); RETURN 1; END").await;
    let mut live = place.live().await;
    explain(&mut live, "DELETE FROM t WHERE id = writes()", "SELECT 1 FROM t WHERE id = writes()").await;
    explain(&mut live, "DELETE FROM t WHERE id = (SELECT writes())", "SELECT 1 FROM t WHERE id = (SELECT writes())")
        .await;
    let bounds = Bounds { time: Duration::from_millis(200), ..Bounds::default() };
    let probed = live.probe("SELECT 1 AS found FROM t WHERE writes() = 1", &bounds).await.expect("the session is well");
    assert!(matches!(probed, Probed::Unknown(_)), "{probed:?}");
    assert_eq!(place.ask("SELECT COUNT(*) FROM seen").await, "0");
    let slow = live.probe("SELECT 1 AS found FROM t WHERE SLEEP(1) = 5", &bounds).await.expect("well");
    assert!(matches!(&slow, Probed::Unknown(reason) if reason.contains("too long")), "{slow:?}");
    for (query, answer) in [
        ("SELECT 1 AS found FROM t WHERE id <= 3", Probed::Found { rows: 3, is_more: false }),
        ("SELECT 1 AS found FROM t WHERE a IS NULL", Probed::Clean),
    ] {
        assert_eq!(live.probe(query, &Bounds::default()).await.expect("well"), answer, "{query}");
    }
    place.drop().await;
}

#[tokio::test]
async fn counters_and_the_server_are_told() {
    let Some(place) = Place::new("counters_and_the_server_are_told").await else { return };
    place.sql("CREATE TABLE c (id tinyint unsigned PRIMARY KEY AUTO_INCREMENT); INSERT INTO c VALUES (230)").await;
    let mut live = place.live().await;
    let counters = live.counters().await.expect("told");
    let told: Vec<_> = counters.iter().map(|one| (one.column.as_str(), one.last, one.most)).collect();
    assert_eq!(told, [("id", 230, 255)]);
    let server = live.server().await.expect("told");
    assert!(!server.is_read_only && !server.is_replica && server.sql_mode.is_some(), "{server:?}");
    place.drop().await;
}
