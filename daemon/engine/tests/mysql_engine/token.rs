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
        "CREATE SEQUENCE s",
        "ALTER SEQUENCE s INCREMENT 2",
        "RENAME TABLE t TO u",
        "SET @ddl = 'DROP PROCEDURE p'; PREPARE x FROM @ddl; EXECUTE x",
        "DROP EVENT e",
    ] {
        place.sql(sql).await;
        let after = live.token().await.expect("a token");
        assert_ne!(before, after, "{sql}");
        before = after;
    }
    place.drop().await;
}
