//! The plain way: a table is changed while everybody writes it.

use super::*;

/// The same statement for `t` and for `twin`, which nobody changes online.
fn both(sql: String) -> Vec<String> {
    vec![sql.replace("%t", "t"), sql.replace("%t", "twin")]
}

fn writes(dice: &mut Dice) -> Vec<String> {
    let id = dice.below(20_000);
    let value = dice.below(1_000_000);
    match dice.below(6) {
        0 => both(format!("DELETE FROM %t WHERE id = {id}")),
        1 => both(format!("REPLACE INTO %t (id, a, b) VALUES ({id}, {value}, 'r{value}')")),
        2 => both(format!("UPDATE IGNORE %t SET id = id + 20000 WHERE id = {id}")),
        _ => both(format!("UPDATE %t SET a = {value}, b = CONCAT('u', {value}) WHERE id BETWEEN {id} AND {id} + 3")),
    }
}

const TABLE: &str = "(id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(40), KEY by_a (a)) ENGINE = InnoDB";

async fn make(place: &Place, rows: usize) {
    place
        .sql(&format!(
            "CREATE TABLE t {TABLE}; CREATE TABLE twin {TABLE}; \
             INSERT INTO t SELECT n, n * 7 % 1000, CONCAT('row ', n) FROM {}; INSERT INTO twin SELECT * FROM t",
            numbers(rows)
        ))
        .await;
}

/// How many rows differ.
pub(super) async fn difference(place: &Place) -> String {
    place
        .ask("SELECT COUNT(*) FROM ((SELECT * FROM t EXCEPT SELECT * FROM twin) UNION ALL (SELECT * FROM twin EXCEPT SELECT * FROM t)) d")
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_is_changed_while_it_is_written_and_no_write_is_lost() {
    let Some(place) = Place::new("a_table_is_changed_while_it_is_written_and_no_write_is_lost").await else { return };
    make(&place, 20_000).await;
    let clauses = "MODIFY a BIGINT NOT NULL DEFAULT 0, ADD c INT NOT NULL, DROP KEY by_a, ADD KEY by_ab (a, b)";
    let going = Going::begin(&place, online(clauses, &[]), quick()).await;
    let load = Load::begin(&place, 4, writes);
    going.run(&place).await.expect("changed");
    let written = load.end().await;
    place.sql(&format!("ALTER TABLE twin {clauses}")).await;
    assert!(written > 10, "{written}");
    assert_eq!(difference(&place).await, "0");
    let mut live = place.live().await;
    let job = live.online_jobs().await.expect("jobs").pop().expect("a job");
    assert!(job.is_fed && job.kept.is_some(), "{job:?}");
    assert_eq!(place.inspected().await.objects.len(), 2);
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_undone_with_everything_that_was_written_since() {
    let Some(place) = Place::new("a_change_is_undone_with_everything_that_was_written_since").await else { return };
    make(&place, 5_000).await;
    let going =
        Going::begin(&place, online("MODIFY a BIGINT, CHANGE b bb VARCHAR(200)", &[("b", "bb")]), quick()).await;
    going.run(&place).await.expect("changed");
    place.sql("UPDATE t SET bb = 'later' WHERE id < 10; UPDATE twin SET b = 'later' WHERE id < 10; DELETE FROM t WHERE id = 77; DELETE FROM twin WHERE id = 77").await;
    place.sql("INSERT INTO t VALUES (9999999, 1, 'new'); INSERT INTO twin VALUES (9999999, 1, 'new')").await;
    going.undo(&place).await.expect("undone");
    assert_eq!(difference(&place).await, "0");
    assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()").await, "2");
    place.drop().await;
}
