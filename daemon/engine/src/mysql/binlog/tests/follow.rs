//! What is told of tables, and from where on.

use std::time::Duration;

use super::super::{Event, Feed, Position};
use super::place::{Place, list, next};
use crate::{Error, Url};

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
    place.drop().await;
}

#[tokio::test]
async fn what_was_rolled_back_is_not_told() {
    let Some(mut place) = Place::new("what_was_rolled_back_is_not_told").await else { return };
    place.run("CREATE TABLE t (id INT PRIMARY KEY)").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("START TRANSACTION; INSERT INTO t VALUES (1); ROLLBACK").await;
    place
        .run(
            "START TRANSACTION; INSERT INTO t VALUES (2); SAVEPOINT s; INSERT INTO t VALUES (3); ROLLBACK TO s; COMMIT",
        )
        .await;
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys), "(2)");
    place.drop().await;
}

#[tokio::test]
async fn a_key_of_several_columns_is_told_as_a_tuple() {
    let Some(mut place) = Place::new("a_key_of_several_columns_is_told_as_a_tuple").await else { return };
    place
        .run("CREATE TABLE t (v VARBINARY(9) NOT NULL, x TEXT, d DATE NOT NULL, n INT, s VARCHAR(9) NOT NULL, PRIMARY KEY (s, v, d))")
        .await;
    let mut feed = place.feed("t", &["s", "v", "d"]).await;
    let values =
        ["'b', x'00', '2024-01-01', 0", "'b', x'', '2024-01-01', 1", "'a', x'0000', '2024-01-01', 2", "'', '', 0, 3"];
    for value in values {
        place.run(&format!("INSERT INTO t (s, v, d, n) VALUES ({value})")).await;
    }
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys[..1]), "((_utf8mb4 x'62',x'00','2024-01-01'))");
    for (n, key) in keys.iter().enumerate() {
        let one = list(&feed, std::slice::from_ref(key));
        let found = place.rows(&format!("SELECT n FROM t WHERE (s, v, d) IN {one}")).await;
        assert_eq!(found, [n.to_string()], "{one}");
    }
    let all = list(&feed, &keys);
    assert_eq!(place.rows(&format!("SELECT COUNT(*) FROM t WHERE (s, v, d) IN {all}")).await, ["4"]);
    let mut feed = place.feed("t", &["v", "d"]).await;
    place.run("UPDATE t SET x = 'x' ORDER BY v, d").await;
    let keys = place.keys(&mut feed).await;
    assert!(keys.is_sorted_by(|left, right| left.cmp_if_exact(right).is_some_and(|order| order.is_lt())), "{keys:?}");
    place.drop().await;
}

#[tokio::test]
async fn rows_longer_than_a_frame_are_stepped_over() {
    let Some(mut place) = Place::new("rows_longer_than_a_frame_are_stepped_over").await else { return };
    place.run("CREATE TABLE t (large LONGBLOB, id INT PRIMARY KEY); CREATE TABLE other LIKE t").await;
    place.run("SET GLOBAL max_allowed_packet = 1073741824").await;
    let mut writer = place.again().await;
    let mut feed = place.feed("t", &["id"]).await;
    // A frame, less what comes with a row: with a checksum, and without one. Some of these fill a frame exactly.
    let around = [0xFF_FFFF - 44, 0xFF_FFFF - 43, 0xFF_FFFF - 42, 0xFF_FFFF - 39];
    let rows = around.map(|length| ("t", length)).into_iter();
    let rows = rows.chain([("other", 0xFF_FFFF - 43), ("t", 1), ("other", 34_000_000), ("t", 34_000_000), ("t", 1)]);
    let mut expected = Vec::new();
    for (id, (table, length)) in rows.enumerate() {
        let sql = format!("INSERT INTO {table} VALUES (REPEAT('x', {length}), {id})");
        writer.batch(&sql).await.expect("a row");
        expected.extend((table == "t").then(|| id.to_string()));
    }
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys), format!("({})", expected.join(", ")));
    place.drop().await;
}

#[tokio::test]
async fn a_position_is_one_to_go_on_from() {
    let Some(mut place) = Place::new("a_position_is_one_to_go_on_from").await else { return };
    place.run("CREATE TABLE t (id INT PRIMARY KEY); CREATE TABLE other LIKE t").await;
    let (start, watched) = (place.here().await, place.watched("t", &["id"]).await.expect("a table"));
    for id in 0..20 {
        place.run(&format!("INSERT INTO t VALUES ({id}); INSERT INTO other VALUES ({id})")).await;
        if id % 7 == 0 {
            place.run("FLUSH BINARY LOGS").await;
        }
    }
    let end = place.here().await;
    let (mut told, mut at) = (Vec::new(), start);
    while at < end {
        let mut feed = place.feed_from(&at, vec![watched.clone()]).await;
        let before = told.len();
        // One transaction, and everything up to the position behind it.
        loop {
            match next(&mut feed).await {
                Event::Rows { keys, rows, .. } => {
                    assert_eq!(rows, keys.len());
                    told.extend(keys);
                }
                Event::Committed { at: behind, .. } if told.len() > before || behind >= end => {
                    let text = behind.to_string();
                    at = text.parse().expect("a position");
                    break;
                }
                Event::Committed { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
    let feed = place.feed_from(&end, vec![watched]).await;
    let expected: Vec<_> = (0..20).map(|id: u32| id.to_string()).collect();
    assert_eq!(list(&feed, &told), format!("({})", expected.join(", ")));
    place.drop().await;
}

#[tokio::test]
async fn a_position_that_the_server_no_longer_has_is_refused() {
    let Some(mut place) = Place::new("a_position_that_the_server_no_longer_has_is_refused").await else { return };
    let here = place.here().await;
    let (name, _) = here.file().rsplit_once('.').expect("a number");
    let opened = Feed::open(&place.url, &Position::new(format!("{name}.000000"), 4), Vec::new()).await;
    let error = opened.err().expect("a refusal");
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert!(error.to_string().contains("no longer has it"), "{error}");
    place.drop().await;
}

#[tokio::test]
async fn a_user_who_may_not_read_the_log_is_told_so() {
    let Some(mut place) = Place::new("a_user_who_may_not_read_the_log_is_told_so").await else { return };
    let (here, user) = (place.here().await, place.name.clone());
    place.run(&format!("CREATE USER {user} IDENTIFIED BY 'p@s s/w%2Fö'")).await;
    let secret = place.url.secret().to_owned();
    let (start, rest) = (secret.find("://").expect("a URL") + 3, secret.rfind('@').expect("a user"));
    let with = |password: &str| {
        let text = format!("{}{user}:{password}{}", &secret[..start], &secret[rest..]);
        Url::parse(&text, |_| None).expect("a URL")
    };
    let refused = Feed::open(&with("p%40s%20s%2Fw%252F%C3%B6"), &here, Vec::new()).await.err();
    assert!(matches!(refused, Some(Error::MissingPrivilege { .. })), "{refused:?}");
    let refused = Feed::open(&with("wrong"), &here, Vec::new()).await.err();
    assert!(matches!(refused, Some(Error::LoginRefused { .. })), "{refused:?}");
    place.run(&format!("GRANT REPLICATION SLAVE ON *.* TO {user}")).await;
    Feed::open(&with("p%40s%20s%2Fw%252F%C3%B6"), &here, Vec::new()).await.expect("a feed");
    place.run(&format!("DROP USER {user}")).await;
    place.drop().await;
}

#[tokio::test]
async fn a_connection_that_is_killed_is_lost_and_can_be_opened_again() {
    let Some(mut place) = Place::new("a_connection_that_is_killed_is_lost_and_can_be_opened_again").await else {
        return;
    };
    let user = place.name.clone();
    place
        .run(&format!(
            "CREATE TABLE t (id INT PRIMARY KEY); CREATE USER {user}; GRANT REPLICATION SLAVE ON *.* TO {user}"
        ))
        .await;
    let secret = place.url.secret().to_owned();
    let (start, rest) = (secret.find("://").expect("a URL") + 3, secret.rfind('@').expect("a user"));
    let url = Url::parse(&format!("{}{user}{}", &secret[..start], &secret[rest..]), |_| None).expect("a URL");
    let (mut at, watched) = (place.here().await, place.watched("t", &["id"]).await.expect("a table"));
    let mut told = Vec::new();
    for id in 0..3 {
        let mut feed = Feed::open(&url, &at, vec![watched.clone()]).await.expect("a feed");
        let of_user = format!("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{user}'");
        let reader = place.rows(&of_user).await.concat();
        place.run(&format!("INSERT INTO t VALUES ({id}); KILL {reader}; INSERT INTO t VALUES ({id} + 100)")).await;
        // A feed may be moved to another thread.
        let waiting = tokio::spawn(async move {
            let mut events = Vec::new();
            loop {
                match feed.next().await {
                    Ok(event) => events.push(event),
                    Err(error) => return (events, error),
                }
            }
        });
        let (events, error) = waiting.await.expect("an end");
        assert!(matches!(error, Error::ConnectionLost { .. }), "{error}");
        for event in events {
            match event {
                Event::Rows { keys, .. } => told.extend(keys),
                Event::Committed { at: behind, .. } => at = behind,
                other => panic!("{other:?}"),
            }
        }
    }
    let mut feed = place.feed_from(&at, vec![watched]).await;
    told.extend(place.keys(&mut feed).await);
    told.dedup();
    assert_eq!(list(&feed, &told), "(0, 100, 1, 101, 2, 102)");
    place.run(&format!("DROP USER {user}")).await;
    place.drop().await;
}

#[tokio::test]
async fn a_wait_that_is_dropped_loses_nothing() {
    let Some(mut place) = Place::new("a_wait_that_is_dropped_loses_nothing").await else { return };
    place.run("CREATE TABLE t (id INT PRIMARY KEY, filler TEXT); CREATE TABLE other LIKE t").await;
    let mut feed = place.feed("t", &["id"]).await;
    let mut writer = place.again().await;
    let writing = tokio::spawn(async move {
        for id in 0..200 {
            let sql = format!(
                "INSERT INTO t VALUES ({id}, REPEAT('x', 9000)); INSERT INTO other VALUES ({id}, REPEAT('x', 60000))"
            );
            writer.batch(&sql).await.expect("rows");
        }
    });
    let mut told = Vec::new();
    let mut dropped = 0;
    while told.len() < 200 {
        match tokio::time::timeout(Duration::from_micros(50), feed.next()).await {
            Ok(Ok(Event::Rows { keys, .. })) => told.extend(keys),
            Ok(Ok(Event::Committed { .. })) => {}
            Ok(other) => panic!("{other:?}"),
            Err(_) => dropped += 1,
        }
    }
    writing.await.expect("written");
    assert!(dropped > 0);
    let expected: Vec<_> = (0..200).map(|id: u32| id.to_string()).collect();
    assert_eq!(list(&feed, &told), format!("({})", expected.join(", ")));
    place.drop().await;
}

#[tokio::test]
async fn the_position_moves_while_nothing_is_written() {
    let Some(mut place) = Place::new("the_position_moves_while_nothing_is_written").await else { return };
    let here = place.here().await;
    let mut feed = place.feed_from(&here, Vec::new()).await;
    for _ in 0..3 {
        assert!(matches!(next(&mut feed).await, Event::Committed { .. }));
    }
    place.drop().await;
}

#[tokio::test]
async fn a_compressed_log_is_read() {
    let Some(mut place) = Place::new("a_compressed_log_is_read").await else { return };
    if !place.is_mariadb() {
        println!("skipped: a_compressed_log_is_read: only MariaDB compresses events one by one");
        return place.drop().await;
    }
    place.run("CREATE TABLE t (id INT PRIMARY KEY, filler TEXT); CREATE TABLE other LIKE t").await;
    place.lock_form_of_log().await;
    place.compress_log(true).await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("INSERT INTO t VALUES (1, REPEAT('x', 5000)), (2, 'y'); INSERT INTO other SELECT * FROM t").await;
    place
        .run("UPDATE t SET filler = REPEAT('z', 20000) WHERE id = 1; UPDATE t SET id = 3 WHERE id = 2; DELETE FROM t")
        .await;
    place
        .run(
            "ALTER TABLE t COMMENT 'a comment that is worth while to be compressed, one two three four five six seven'",
        )
        .await;
    let told = place.told(&mut feed).await;
    place.compress_log(false).await;
    let keys = told.iter().flat_map(|event| match event {
        Event::Rows { keys, .. } => keys.clone(),
        _ => Vec::new(),
    });
    assert_eq!(list(&feed, &keys.collect::<Vec<_>>()), "(1, 2, 1, 2, 3, 1, 3)");
    assert!(matches!(told.last(), Some(Event::Altered { table: 0, sql }) if sql.contains("worth while")), "{told:?}");
    place.drop().await;
}

#[tokio::test]
async fn a_transaction_that_is_compressed_as_a_whole_cannot_be_followed() {
    let test = "a_transaction_that_is_compressed_as_a_whole_cannot_be_followed";
    let Some(mut place) = Place::new(test).await else { return };
    if place.is_mariadb() {
        println!("skipped: {test}: only MySQL compresses transactions");
        return place.drop().await;
    }
    place.run("CREATE TABLE t (id INT PRIMARY KEY)").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("SET SESSION binlog_transaction_compression = ON; INSERT INTO t VALUES (1)").await;
    let told = place.told(&mut feed).await;
    assert!(
        matches!(&told[..], [Event::Unfollowable { table: None, reason }] if reason.contains("compression = OFF")),
        "{told:?}"
    );
    place.drop().await;
}

#[tokio::test]
async fn a_log_with_nothing_but_the_key_is_enough() {
    let Some(mut place) = Place::new("a_log_with_nothing_but_the_key_is_enough").await else { return };
    place.run("CREATE TABLE t (a INT, id INT PRIMARY KEY, u INT NOT NULL UNIQUE, filler TEXT)").await;
    place.run("SET SESSION binlog_row_image = MINIMAL").await;
    let mut feed = place.feed("t", &["id"]).await;
    let mut other = place.feed("t", &["u"]).await;
    place
        .run("INSERT INTO t VALUES (0, 1, 1, 'a'); UPDATE t SET filler = 'x'; UPDATE t SET id = 2; DELETE FROM t")
        .await;
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys), "(1, 1, 1, 2, 2)");
    let error = loop {
        match other.next().await {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("binlog_row_image = FULL"), "{error}");
    place.drop().await;
}

#[tokio::test]
async fn what_a_foreign_key_changes_is_not_in_the_log() {
    let Some(mut place) = Place::new("what_a_foreign_key_changes_is_not_in_the_log").await else { return };
    place.run("CREATE TABLE parent (id INT PRIMARY KEY); INSERT INTO parent VALUES (1), (2)").await;
    place.run("CREATE TABLE t (id INT PRIMARY KEY, p INT REFERENCES parent (id) ON DELETE CASCADE)").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("INSERT INTO t VALUES (1, 1), (2, 2); DELETE FROM parent WHERE id = 1; DELETE FROM t").await;
    let keys = place.keys(&mut feed).await;
    // MySQL 9.7 writes it; no other server that was looked at does.
    let expected = if place.is_mariadb() { "(1, 2, 2)" } else { "(1, 2, 1, 2)" };
    assert_eq!(list(&feed, &keys), expected, "whoever follows a table with such a key needs another way");
    place.drop().await;
}

#[tokio::test]
async fn columns_that_the_server_hides_are_stepped_over() {
    let Some(mut place) = Place::new("columns_that_the_server_hides_are_stepped_over").await else { return };
    // A unique key over a whole BLOB of MariaDB has a hidden column with its digest, one over an expression of MySQL its value.
    let columns = if place.is_mariadb() {
        "(b LONGBLOB NOT NULL, n INT, UNIQUE (b))"
    } else {
        "(b VARBINARY(99) NOT NULL, n INT, UNIQUE (b), KEY ((n + 1)), KEY ((UPPER(n))))"
    };
    place.make("t", columns).await;
    let mut feed = place.feed("t", &["b"]).await;
    place.run("INSERT INTO t VALUES ('a', 1), (x'00', 2); UPDATE t SET n = 3 WHERE n = 2").await;
    let keys = place.keys(&mut feed).await;
    assert_eq!(list(&feed, &keys), "(x'61', x'00', x'00')");
    assert_eq!(place.rows(&format!("SELECT n FROM t WHERE b IN {}", list(&feed, &keys[1..]))).await, ["3"]);
    place.drop().await;
}

#[tokio::test]
async fn a_key_by_which_no_row_can_be_found_is_refused() {
    let Some(mut place) = Place::new("a_key_by_which_no_row_can_be_found_is_refused").await else { return };
    place.run("CREATE TABLE t (a INT UNIQUE, p POINT NOT NULL, id INT NOT NULL)").await;
    for (key, reason) in [("a", "may be NULL"), ("p", "`point`"), ("x", "no column `x`")] {
        let error = place.watched("t", &[key]).await.expect_err("a refusal");
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert!(place.watched("absent", &["id"]).await.is_err());
    place.drop().await;
}
