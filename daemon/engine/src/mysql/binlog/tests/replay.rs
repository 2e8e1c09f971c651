//! A copy that is kept by nothing but the keys that are told: it ends as the original is.

use super::super::{Event, Key};
use super::place::{Place, list, next};
use crate::mutation::Numbers;

/// A text that differs from others in case, accents and blanks too.
fn text(numbers: &mut Numbers) -> String {
    let letters = ["a", "A", "ä", "b", "ß", "ss", " ", "𝄞", "é"];
    let length = numbers.below(3);
    let text: String = (0..length).map(|_| letters[numbers.below(9)]).collect();
    format!("'{text}'")
}

fn statement(numbers: &mut Numbers) -> String {
    let (text, other, n) = (text(numbers), text(numbers), numbers.below(5));
    match numbers.below(9) {
        0..=2 => format!("INSERT IGNORE INTO t (k, n, v) VALUES ({text}, {n}, NULL), ({other}, {n}, NOW(6))"),
        3 => format!("REPLACE INTO t (k, n, v) VALUES ({text}, {n}, 'replaced')"),
        4 => format!("UPDATE IGNORE t SET k = {text} WHERE k = {other}"),
        5 => format!("UPDATE t SET k = UPPER(k), v = RAND() WHERE n = {n}"),
        6 => format!("DELETE FROM t WHERE k = {text} AND n > {n} LIMIT 2"),
        7 => format!(
            "INSERT INTO t (k, n, v) VALUES ({text}, {n}, 'x') ON DUPLICATE KEY UPDATE n = VALUES(n) + 10, v = 'd'"
        ),
        _ => format!("START TRANSACTION; DELETE FROM t WHERE n = {n}; ROLLBACK"),
    }
}

#[tokio::test]
async fn a_copy_that_follows_the_keys_ends_as_the_original() {
    let Some(mut place) = Place::new("a_copy_that_follows_the_keys_ends_as_the_original").await else { return };
    let own = if place.is_mariadb() {
        ["utf8mb4_nopad_bin", "uca1400_ai_ci"]
    } else {
        ["utf8mb4_0900_bin", "utf8mb4_0900_ai_ci"]
    };
    let collations = ["utf8mb4_general_ci", own[0], own[1], "latin1_german2_ci", "utf8mb4_bin"];
    for (seed, collation) in collations.iter().enumerate() {
        let charset = collation.split_once('_').map_or("utf8mb4", |(charset, _)| charset).replace("uca1400", "utf8mb4");
        let columns = format!(
            "(v VARCHAR(60), k CHAR(20) CHARACTER SET {charset} COLLATE {collation}, n INT, PRIMARY KEY (k, n))"
        );
        place.make("t", &columns).await;
        place.make("copy", "LIKE t").await;
        place.run("SET sql_mode = ''").await;
        let mut feed = place.feed("t", &["k", "n"]).await;
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15 + u64::try_from(seed).expect("small"));
        for _ in 0..10 {
            for _ in 0..20 {
                let statement = statement(&mut numbers);
                // What a duplicate forbids is not done, and the next statement is tried.
                let _ = place.session.try_batch(&statement).await;
            }
            let keys = place.keys(&mut feed).await;
            replay(&mut place, &list(&feed, &keys), &keys).await;
            assert_eq!(place.rows(DIFFERENCE).await, ["0", "0"], "{collation}");
        }
        assert_ne!(place.rows("SELECT COUNT(*) FROM copy").await, ["0"]);
    }
    place.drop().await;
}

#[tokio::test]
async fn a_feed_that_is_often_opened_again_misses_no_writer() {
    let Some(mut place) = Place::new("a_feed_that_is_often_opened_again_misses_no_writer").await else { return };
    place.run("CREATE TABLE t (v VARCHAR(60), k CHAR(20), n INT, PRIMARY KEY (k, n)); CREATE TABLE copy LIKE t").await;
    place.run("CREATE TABLE other (id INT AUTO_INCREMENT PRIMARY KEY)").await;
    let (mut at, watched) = (place.here().await, place.watched("t", &["k", "n"]).await.expect("a table"));
    let mut writing = tokio::task::JoinSet::new();
    for seed in 1..=4 {
        let mut writer = place.again().await;
        writing.spawn(async move {
            writer.batch("SET sql_mode = ''").await.expect("a mode");
            let mut numbers = Numbers(seed);
            for _ in 0..150 {
                // Duplicates and deadlocks are as they are.
                let _ = writer.try_batch(&format!("INSERT INTO other VALUES (); {}", statement(&mut numbers))).await;
            }
        });
    }
    let (mut keys, mut open, mut numbers) = (Vec::new(), Vec::new(), Numbers(7));
    let mut feed = place.feed_from(&at, vec![watched.clone()]).await;
    let mut end = None;
    while end.as_ref().is_none_or(|end| at < *end) {
        match next(&mut feed).await {
            Event::Rows { keys, .. } => open.extend(keys),
            Event::Committed { at: behind, .. } => {
                assert!(behind >= at, "{behind} comes after {at}");
                keys.append(&mut open);
                at = behind;
                if numbers.below(20) == 0 {
                    feed = place.feed_from(&at, vec![watched.clone()]).await;
                }
            }
            other => panic!("{other:?}"),
        }
        while writing.try_join_next().is_some() {}
        if end.is_none() && writing.is_empty() {
            end = Some(place.here().await);
        }
    }
    replay(&mut place, &list(&feed, &keys), &keys).await;
    assert_eq!(place.rows(DIFFERENCE).await, ["0", "0"]);
    assert_ne!(place.rows("SELECT COUNT(*) FROM copy").await, ["0"]);
    place.drop().await;
}

/// How many rows are in one of the tables alone.
const DIFFERENCE: &str = "SELECT COUNT(*) FROM (SELECT HEX(k), n, v FROM t EXCEPT SELECT HEX(k), n, v FROM copy) d \
    UNION ALL SELECT COUNT(*) FROM (SELECT HEX(k), n, v FROM copy EXCEPT SELECT HEX(k), n, v FROM t) d";

async fn replay(place: &mut Place, list: &str, keys: &[Key]) {
    if !keys.is_empty() {
        let delete = format!("DELETE FROM copy WHERE (k, n) IN {list}");
        place.run(&format!("{delete}; INSERT INTO copy SELECT * FROM t WHERE (k, n) IN {list}")).await;
    }
}

#[tokio::test]
async fn tables_are_told_apart_by_their_place() {
    let Some(mut place) = Place::new("tables_are_told_apart_by_their_place").await else { return };
    place
        .run(
            "CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b (x INT, id BIGINT PRIMARY KEY); CREATE TABLE c LIKE a",
        )
        .await;
    let here = place.here().await;
    let watched = vec![place.watched("b", &["id"]).await.expect("b"), place.watched("a", &["id"]).await.expect("a")];
    let mut feed = place.feed_from(&here, watched).await;
    place.run("INSERT INTO a VALUES (1); INSERT INTO b VALUES (0, 2); INSERT INTO c VALUES (3); DELETE FROM a").await;
    place.run("UPDATE a, b, c SET a.id = 5, b.id = 6, c.id = 7").await;
    place.run("INSERT INTO a VALUES (8); UPDATE a, b, c SET a.id = 9, b.id = 10, c.id = 11").await;
    let told = place.told(&mut feed).await;
    let tables = told.iter().filter_map(|event| match event {
        Event::Rows { table, .. } => Some(*table),
        _ => None,
    });
    assert_eq!(tables.collect::<Vec<_>>(), [1, 0, 1, 1, 1, 0]);
    place.drop().await;
}
