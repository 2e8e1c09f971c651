//! The table as it was: fed, and brought back with everything that was written since.

use std::time::Instant;

use super::*;

const TABLE: &str = "(id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL, gone VARCHAR(40) DEFAULT 'none', b VARCHAR(40)) ENGINE = InnoDB";

fn writes(dice: &mut Dice) -> Vec<String> {
    let (id, value) = (dice.below(3_000), dice.below(100_000));
    let sql = match dice.below(4) {
        // A row that is deleted and comes back under its key cannot be told from one that stayed.
        0 => format!("DELETE FROM %t WHERE id = {}", id % 500),
        1 => format!("INSERT IGNORE INTO %t (id, a, b) VALUES ({id} + 5000, {value}, 'i')"),
        _ => format!("UPDATE %t SET a = {value} WHERE id BETWEEN {id} AND {id} + 5"),
    };
    vec![sql.replace("%t", "t"), sql.replace("%t", "twin")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_column_comes_back_with_what_it_had() {
    let Some(place) = Place::new("a_dropped_column_comes_back_with_what_it_had").await else { return };
    place
        .sql(&format!(
            "CREATE TABLE t {TABLE}; CREATE TABLE twin {TABLE}; INSERT INTO t SELECT n, n, CONCAT('old ', n), 'b' FROM {}; \
             INSERT INTO twin SELECT * FROM t",
            numbers(3000)
        ))
        .await;
    let going = Going::begin(&place, online("DROP gone, MODIFY a BIGINT NOT NULL", &[]), quick()).await;
    let load = Load::begin(&place, 3, writes);
    going.run(&place).await.expect("changed");
    let mut live = place.live().await;
    live.feed(&going.steering, Instant::now() + Duration::from_millis(500)).await.expect("fed");
    let job = live.online_jobs().await.expect("jobs").pop().expect("one");
    assert!(job.is_fed && job.replayed > 0, "{job:?}");
    going.undo(&place).await.expect("undone");
    load.end().await;
    assert_eq!(basic::difference(&place).await, "0");
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_does_not_fit_any_more_is_named() {
    let Some(place) = Place::new("a_row_that_does_not_fit_any_more_is_named").await else { return };
    place.sql("CREATE TABLE t (id INT PRIMARY KEY, w VARCHAR(5)); INSERT INTO t VALUES (1, 'short')").await;
    let going = Going::begin(&place, online("MODIFY w VARCHAR(50)", &[]), quick()).await;
    going.run(&place).await.expect("changed");
    place.sql("INSERT INTO t VALUES (2, 'longer than before')").await;
    let error = going.undo(&place).await.expect_err("refused").to_string();
    assert!(error.contains("does not fit into the table as it was") && error.contains("'w'"), "{error}");
    place.sql("DELETE FROM t WHERE id = 2").await;
    going.undo(&place).await.expect("undone");
    assert_eq!(place.ask("SELECT COUNT(*) FROM t").await, "1");
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_is_purged_when_its_time_is_over() {
    let Some(place) = Place::new("what_is_kept_is_purged_when_its_time_is_over").await else { return };
    place.sql("CREATE TABLE t (id INT PRIMARY KEY, w INT); INSERT INTO t VALUES (1, 2)").await;
    let going = Going::begin(&place, online("MODIFY w BIGINT", &[]), quick()).await;
    going.run(&place).await.expect("changed");
    let mut live = place.live().await;
    assert_eq!(live.kept().await.expect("kept").len(), 1);
    live.purge(i64::MAX).await.expect("purged");
    assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()").await, "1");
    let error = going.undo(&place).await.expect_err("refused").to_string();
    assert!(error.contains("not fed any more"), "{error}");
    place.drop().await;
}
