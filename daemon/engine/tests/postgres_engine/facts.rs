//! What the server tells of statements that nobody ran, and that none of them ran.

use std::time::Duration;

use engine::{Asked, Bounds, Explained, Live, Options, Probed};
use sqlx::{AssertSqlSafe, Executor as _};

use crate::place::Place;

const FILLED: &str = "CREATE TABLE t (id int PRIMARY KEY, a int, b text); CREATE TABLE u (id int); \
    INSERT INTO t SELECT n, n % 10, 'x' FROM generate_series(1, 1000) n; INSERT INTO u VALUES (1); ANALYZE t, u";

async fn explain(live: &mut Live, statement: &str) -> Explained {
    let asked = Asked { statement, select: None };
    live.explain(&asked, &Bounds::default()).await.expect("the session is well")
}

async fn rows(live: &mut Live, statement: &str) -> u64 {
    match explain(live, statement).await {
        Explained::Rows { rows, is_more: false, is_counted: false, .. } => rows,
        other => panic!("{statement}: {other:?}"),
    }
}

#[tokio::test]
async fn every_kind_of_change_is_estimated_and_none_is_run() {
    let Some(place) = Place::new("every_kind_of_change_is_estimated_and_none_is_run").await else { return };
    place.sql(FILLED).await;
    let mut live = place.live().await;
    for (statement, expected) in [
        ("UPDATE t SET a = 1", 1000),
        ("DELETE FROM t WHERE id = 5", 1),
        ("DELETE FROM t WHERE a = 3", 100),
        ("INSERT INTO u SELECT id FROM t", 1000),
        ("INSERT INTO u VALUES (1), (2), (3)", 3),
        ("INSERT INTO t (id) SELECT id FROM u ON CONFLICT (id) DO UPDATE SET a = 0", 1),
        ("WITH gone AS (DELETE FROM t RETURNING id) SELECT count(*) FROM gone", 1000),
        ("WITH few AS (SELECT id FROM t WHERE a = 3) UPDATE u SET id = 2 WHERE id IN (SELECT id FROM few)", 1),
        ("DELETE FROM t USING u WHERE u.id = t.id", 1),
        ("DELETE FROM t WHERE false", 0),
    ] {
        assert_eq!(rows(&mut live, statement).await, expected, "{statement}");
    }
    if place.ask("SHOW server_version_num").await.as_str() >= "150000" {
        let merge = "MERGE INTO u USING t ON u.id = t.id WHEN NOT MATCHED THEN INSERT VALUES (t.id)";
        assert_eq!(rows(&mut live, merge).await, 1000);
    }
    let Explained::Rows { scans, .. } = explain(&mut live, "UPDATE t SET a = 1 WHERE b = 'x'").await else {
        panic!("no plan")
    };
    let scan = scans.first().expect("a scan");
    assert_eq!((scan.schema.as_deref(), scan.table.as_str(), scan.is_full), (Some("public"), "t", true));
    assert_eq!(place.ask("SELECT count(*)::text || sum(a) FROM t").await, "10004500");
    assert_eq!(place.ask("SELECT count(*)::text FROM u").await, "1");
    place.drop().await;
}

#[tokio::test]
async fn what_cannot_be_told_says_why() {
    let Some(place) = Place::new("what_cannot_be_told_says_why").await else { return };
    let role = format!("facts_{}", std::process::id());
    place.sql(FILLED).await;
    place.sql(&format!("CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT SELECT ON t TO {role}")).await;
    let mut live = place.live().await;
    let told = explain(&mut live, "UPDATE t SET nothing = 1").await;
    assert!(matches!(&told, Explained::Fails(reason) if reason.contains("nothing")), "{told:?}");
    let told = explain(&mut live, "UPDATE t SET a = 1; DROP TABLE t").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("2 statements")), "{told:?}");
    let mut other = Live::connect(&place.as_role(&role, "secret"), &Options::default()).await.expect("a session");
    let told = explain(&mut other, "UPDATE t SET a = 1").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("no right")), "{told:?}");
    let mut holder = place.connection().await;
    let lock = "BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE";
    holder.execute(sqlx::raw_sql(AssertSqlSafe(lock))).await.expect("locked");
    let told = explain(&mut live, "UPDATE t SET a = 1").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("lock")), "{told:?}");
    holder.execute(sqlx::raw_sql("ROLLBACK")).await.expect("given back");
    assert_eq!(rows(&mut live, "UPDATE t SET a = 1").await, 1000, "the session is as it was");
    drop(other);
    place.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    place.drop().await;
}

#[tokio::test]
async fn functions_that_planning_would_call_write_nothing() {
    let Some(place) = Place::new("functions_that_planning_would_call_write_nothing").await else { return };
    place.sql(FILLED).await;
    place
        .sql(
            "CREATE TABLE seen (n int); CREATE SEQUENCE s; \
             CREATE FUNCTION writes() RETURNS int VOLATILE LANGUAGE plpgsql AS \
             'BEGIN INSERT INTO seen VALUES (1); RETURN 1; END'; \
             CREATE FUNCTION says_stable() RETURNS int STABLE LANGUAGE plpgsql AS 'BEGIN RETURN writes(); END'; \
             CREATE VIEW hidden AS SELECT id FROM t WHERE a = says_stable()",
        )
        .await;
    let mut live = place.live().await;
    let told = explain(&mut live, "DELETE FROM t WHERE a = says_stable()").await;
    assert!(matches!(&told, Explained::Unknown(reason) if reason.contains("`says_stable`")), "{told:?}");
    // Behind a view it is not seen: there the transaction writes nothing.
    explain(&mut live, "DELETE FROM u WHERE id IN (SELECT id FROM hidden)").await;
    let probed = live
        .probe("SELECT 1 AS found FROM t WHERE writes() = 1", &Bounds::default())
        .await
        .expect("the session is well");
    assert!(matches!(&probed, Probed::Unknown(reason) if reason.contains("read-only")), "{probed:?}");
    let probed = live
        .probe("SELECT 1 AS found FROM t WHERE nextval('s') > 0", &Bounds::default())
        .await
        .expect("the session is well");
    assert!(matches!(&probed, Probed::Unknown(reason) if reason.contains("read-only")), "{probed:?}");
    assert_eq!(place.ask("SELECT count(*)::text FROM seen").await, "0");
    place.drop().await;
}

#[tokio::test]
async fn rows_are_looked_at_within_a_bound() {
    let Some(place) = Place::new("rows_are_looked_at_within_a_bound").await else { return };
    place.sql(FILLED).await;
    let mut live = place.live().await;
    let bounds = Bounds { time: Duration::from_millis(200), ..Bounds::default() };
    for (query, answer) in [
        ("SELECT 1 AS found FROM t WHERE id <= 3", Probed::Found { rows: 3, is_more: false }),
        ("SELECT 1 AS found FROM t", Probed::Found { rows: 100, is_more: true }),
        ("SELECT 1 AS found FROM t WHERE a IS NULL", Probed::Clean),
    ] {
        assert_eq!(live.probe(query, &bounds).await.expect("the session is well"), answer, "{query}");
    }
    let slow = live.probe("SELECT 1 AS found FROM t WHERE pg_sleep(1) IS NULL", &bounds).await.expect("well");
    assert!(matches!(&slow, Probed::Unknown(reason) if reason.contains("too long")), "{slow:?}");
    place.drop().await;
}

#[tokio::test]
async fn counters_broken_indexes_and_the_server_are_told() {
    let Some(place) = Place::new("counters_broken_indexes_and_the_server_are_told").await else { return };
    place.sql(FILLED).await;
    place
        .sql(
            "CREATE TABLE c (id serial, n bigint GENERATED ALWAYS AS IDENTITY); INSERT INTO c DEFAULT VALUES; \
             SELECT setval('c_id_seq', 2000000000)",
        )
        .await;
    let mut connection = place.connection().await;
    let broken = connection.execute(sqlx::raw_sql("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)")).await;
    assert!(broken.is_err(), "there are duplicates");
    let mut live = place.live().await;
    let counters = live.counters().await.expect("told");
    let told: Vec<_> = counters.iter().map(|one| (one.column.as_str(), one.last, one.most)).collect();
    assert_eq!(told, [("id", 2_000_000_000, 2_147_483_647), ("n", 1, 9_223_372_036_854_775_807)]);
    let invalid = live.invalid_indexes().await.expect("told");
    assert_eq!(invalid.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["i"]);
    let server = live.server().await.expect("told");
    assert!(!server.is_read_only && !server.is_replica && server.number >= 140_000, "{server:?}");
    place
        .sql(&format!(
            "ALTER DATABASE {} SET default_transaction_read_only = on",
            place.ask("SELECT current_database()").await
        ))
        .await;
    let mut live = place.live().await;
    assert!(live.server().await.expect("told").is_read_only);
    place.drop().await;
}
