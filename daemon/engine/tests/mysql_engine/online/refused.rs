//! What is not done, and says why.

use engine::Error;

use super::*;

/// What running an online change says.
async fn refusal(test: &str, setup: &str, clauses: &str, check: impl AsyncFn(&Place, String)) {
    let Some(place) = Place::new(test).await else { return };
    place.sql(setup).await;
    let going = Going::begin(&place, online(clauses, &[]), quick()).await;
    let error = going.run(&place).await.expect_err("refused");
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    let left = "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE '%groundline%'";
    assert_eq!(place.ask(left).await, "0", "{error}");
    check(&place, error.to_string()).await;
    place.drop().await;
}

async fn says(test: &str, setup: &str, clauses: &str, words: &[&str]) {
    refusal(test, setup, clauses, async |_, said| {
        for word in words {
            assert!(said.contains(word), "{said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_without_a_usable_key_are_refused() {
    let key = "has no key by which its rows can be found";
    says("no_key", "CREATE TABLE t (a INT, KEY (a))", "MODIFY a BIGINT", &[key, "no primary key"]).await;
    says("nullable", "CREATE TABLE t (a INT UNIQUE)", "MODIFY a BIGINT", &[key, "may be NULL"]).await;
    says("float", "CREATE TABLE t (a FLOAT PRIMARY KEY)", "MODIFY a DOUBLE", &[key, "not exact"]).await;
    says("lost", "CREATE TABLE t (a INT PRIMARY KEY, b INT)", "DROP a", &[key, "loses its column"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_stay_with_the_table_as_it_was_is_refused() {
    let child = "CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE t (id INT PRIMARY KEY, p INT, CONSTRAINT to_p FOREIGN KEY (p) REFERENCES p (id))";
    says("child", child, "ADD x INT", &["foreign key `to_p` of `t`"]).await;
    let parent = "CREATE TABLE t (id INT PRIMARY KEY); CREATE TABLE c (id INT PRIMARY KEY, t INT, CONSTRAINT to_t FOREIGN KEY (t) REFERENCES t (id))";
    says("parent", parent, "ADD x INT", &["foreign key `to_t` of `c`"]).await;
    let trigger = "CREATE TABLE t (id INT PRIMARY KEY); CREATE TRIGGER watch AFTER INSERT ON t FOR EACH ROW DO 1";
    says("trigger", trigger, "ADD x INT", &["trigger `watch`"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_kinds_of_tables_are_refused() {
    says("myisam", "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = MyISAM", "ADD x INT", &["its engine is MyISAM"]).await;
    says(
        "counter",
        "CREATE TABLE t (a INT PRIMARY KEY)",
        "ADD n INT NOT NULL AUTO_INCREMENT UNIQUE",
        &["numbers the rows"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_whose_names_would_be_lost_are_refused() {
    let test = "checks_whose_names_would_be_lost_are_refused";
    let Some(place) = Place::new(test).await else { return };
    if place.is_mariadb(test).await {
        println!("skipped: {test}: checks of MariaDB keep their names");
        return place.drop().await;
    }
    let setup = "CREATE TABLE t (id INT PRIMARY KEY, a INT, CONSTRAINT positive CHECK (a > 0))";
    says("checks", setup, "MODIFY a BIGINT", &["the check `positive` by one name in the whole database"]).await;
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_that_keep_their_history_are_refused() {
    let Some(place) = Place::new("tables_that_keep_their_history_are_refused").await else { return };
    if place.is_mariadb("tables_that_keep_their_history_are_refused").await {
        let setup = "CREATE TABLE t (id INT PRIMARY KEY) WITH SYSTEM VERSIONING";
        says("versioned", setup, "ADD x INT", &["not a plain table"]).await;
    }
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_would_be_there_twice_is_named() {
    let setup = format!(
        "CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(40)); INSERT INTO t SELECT n, n FROM {}; \
         UPDATE t SET mail = 'same@x' WHERE id IN (7, 2900)",
        numbers(3000)
    );
    says("twice", &setup, "ADD UNIQUE KEY (mail)", &["would be the same in what is to be unique", "same@x"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_would_change_is_named_unless_it_was_agreed() {
    let setup = &format!(
        "CREATE TABLE t (id INT PRIMARY KEY, n DECIMAL(10,4)); INSERT INTO t SELECT n, n FROM {}; \
         UPDATE t SET n = 1.2345 WHERE id = 2222",
        numbers(3000)
    );
    let clauses = "MODIFY n DECIMAL(10,2)";
    says("lossy", setup, clauses, &["`1.2345` of column `n`", "key 2222", "would change to `1.23`"]).await;
    let Some(place) = Place::new("agreed").await else { return };
    place.sql(setup).await;
    let mut step = online(clauses, &[]);
    step.hazards.push(plan::Hazard { code: plan::HazardCode::DataLoss, message: String::new() });
    let going = Going::begin(&place, step, quick()).await;
    going.run(&place).await.expect("changed");
    assert_eq!(place.ask("SELECT n FROM t WHERE id = 2222").await, "1.23");
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_does_not_fit_stops_it() {
    let Some(place) = Place::new("a_value_that_does_not_fit_stops_it").await else { return };
    place.sql("CREATE TABLE t (id INT PRIMARY KEY, w VARCHAR(20)); INSERT INTO t VALUES (1, 'short'), (2, 'far too long')").await;
    let going = Going::begin(&place, online("MODIFY w VARCHAR(6)", &[]), quick()).await;
    let error = going.run(&place).await.expect_err("refused").to_string();
    assert!(error.contains("Data too long for column 'w'"), "{error}");
    assert!(place.live().await.online_jobs().await.expect("jobs").is_empty());
    place.drop().await;
}
