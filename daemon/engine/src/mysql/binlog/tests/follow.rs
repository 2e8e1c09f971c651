//! What is told of tables, and from where.

use super::place::{Place, list};

#[tokio::test]
async fn the_keys_of_written_rows_are_told() {
    let Some(mut place) = Place::new("the_keys_of_written_rows_are_told").await else { return };
    place.run("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20)); CREATE TABLE other LIKE t").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("INSERT INTO t VALUES (1, 'a'), (-2, NULL), (3, 'c'); INSERT INTO other SELECT * FROM t").await;
    place
        .run("UPDATE t SET id = 30 WHERE id = 3; UPDATE t SET name = 'x' WHERE id = 1; DELETE FROM t WHERE id = -2")
        .await;
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys), "(1, -2, 3, 3, 30, 1, -2)");
    feed.close().await;
    place.drop().await;
}
