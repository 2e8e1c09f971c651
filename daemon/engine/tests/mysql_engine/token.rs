//! The token: equal while nothing changes, different after any change.

use crate::place::*;

#[tokio::test]
async fn every_change_of_the_schema_is_noticed() {
    let Some(place) = Place::new("every_change_of_the_schema_is_noticed").await else { return };
    let mut live = place.live().await;
    let mut before = live.token().await.expect("a token");
    for sql in [
        "CREATE TABLE t (id int)",
        "ALTER TABLE t ADD a int",
        "CREATE INDEX i ON t (a)",
        "CREATE VIEW v AS SELECT id FROM t",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @x = 1",
        "CREATE PROCEDURE p() SELECT 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
        "CREATE INDEX j ON t (id, a)",
        "ALTER EVENT e DISABLE",
        "RENAME TABLE t TO u",
        "SET @ddl = 'DROP PROCEDURE p'; PREPARE x FROM @ddl; EXECUTE x",
        "DROP EVENT e",
        "CREATE PROCEDURE q() DROP VIEW v",
        "CALL q()",
    ] {
        place.sql(sql).await;
        let after = live.token().await.expect("a token");
        assert_ne!(before, after, "{sql}");
        before = after;
    }
    place.drop().await;
}

#[tokio::test]
async fn the_end_of_a_long_change_is_noticed() {
    let Some(place) = Place::new("the_end_of_a_long_change_is_noticed").await else { return };
    use sqlx::Executor as _;
    place.sql("CREATE TABLE t (id int)").await;
    let mut holder = place.connection().await;
    holder.execute("START TRANSACTION").await.expect("begun");
    holder.execute("SELECT * FROM t").await.expect("read");
    let mut changing = place.connection().await;
    let change = tokio::spawn(async move { changing.execute("/* app */ ALTER TABLE t ADD a int").await.map(drop) });
    let waiting = format!(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = '{}' AND STATE LIKE 'Waiting for table metadata%'",
        place.name
    );
    while place.ask(&waiting).await == "0" {
        tokio::task::yield_now().await;
    }
    let mut live = place.live().await;
    let during = live.token().await.expect("a token");
    assert_eq!(live.inspect(&engine::Scope::default()).await.expect("inspected").objects.len(), 1);
    holder.execute("COMMIT").await.expect("released");
    change.await.expect("joined").expect("changed");
    assert_ne!(during, live.token().await.expect("a token"));
    place.drop().await;
}
