//! Columns of every type, keys of several kinds: what comes out is what the same ALTER makes of the same rows.

use super::*;

const COLUMNS: &str = "u8 TINYINT UNSIGNED, m MEDIUMINT, big BIGINT UNSIGNED, price DECIMAL(20,6), f FLOAT, d DOUBLE, flags BIT(12), \
    day DATE, moment DATETIME(3), stamp TIMESTAMP(2) NULL, clock TIME(1), y YEAR, ch CHAR(9), latin VARCHAR(60) CHARACTER SET latin1, \
    words VARCHAR(300), bin VARBINARY(40), fixed BINARY(6), body MEDIUMTEXT, pic BLOB, kind ENUM('a','b','ö'), marks SET('x','y','z'), \
    doc JSON, place POINT, twice INT AS (m * 2) STORED, half INT AS (m DIV 2) VIRTUAL, who UUID, ip INET6";

const ONLY_MARIADB: &str = "who UUID, ip INET6";
const EVERYWHERE: &str = "who CHAR(36), ip VARCHAR(39)";

fn values(dice: &mut Dice) -> String {
    let n = dice.below(1_000_000);
    let null = |dice: &mut Dice, value: String| if dice.below(9) == 0 { "NULL".to_owned() } else { value };
    let list = [
        format!("{}", n % 256),
        format!("{}", i64::try_from(n % 8_000_000).unwrap_or(0) - 4_000_000),
        format!("18446744073709{:06}", n % 551_615),
        format!("-{n}.{:06}", n % 999_983),
        format!("{n}.5e-3"),
        format!("-{n}.123456789e12"),
        format!("b'{:b}'", n % 4096),
        if n.is_multiple_of(11) {
            "'0000-00-00'".to_owned()
        } else {
            format!("'{}-{:02}-{:02}'", 1970 + n % 99, 1 + n % 12, 1 + n % 28)
        },
        if n.is_multiple_of(13) {
            "'0000-00-00 00:00:00'".to_owned()
        } else {
            format!("'2024-10-27 0{}:{:02}:59.{:03}'", n % 9, n % 60, n % 1000)
        },
        format!("FROM_UNIXTIME({}.25)", 1_700_000_000 + n),
        format!("'-{}:{:02}:{:02}.7'", n % 800, n % 60, n % 59),
        format!("{}", if n.is_multiple_of(7) { 0 } else { 1901 + n % 255 }),
        format!("'c{}'", n % 99),
        format!("'Grüße {n} €'"),
        format!("'wört 😀 {n} '"),
        format!("X'{:08X}00FF5C27'", n),
        format!("X'{:06X}'", n),
        format!("REPEAT('body {n} ', {})", n % 200),
        format!("REPEAT(X'00{:06X}', {})", n, n % 60),
        ["'a'", "'b'", "'ö'"][usize::try_from(n % 3).unwrap_or(0)].to_owned(),
        ["''", "'x,z'", "'y'"][usize::try_from(n % 3).unwrap_or(0)].to_owned(),
        format!("'{{\"n\": {n}, \"s\": [\"ü\", null]}}'"),
        format!("POINT({n}, -{n})"),
        format!("'00000000-0000-1000-8000-{n:012x}'"),
        format!("'2001:db8::{:x}'", n % 65_000),
    ];
    list.into_iter().map(|value| null(dice, value)).collect::<Vec<_>>().join(", ")
}

const NAMES: &str = "u8, m, big, price, f, d, flags, day, moment, stamp, clock, y, ch, latin, words, bin, fixed, body, pic, kind, marks, doc, \
    place, who, ip";

/// One or several statements on one row, by a key that is written as `key` says.
fn writes(dice: &mut Dice, columns: &str, key: fn(u64) -> String) -> Vec<String> {
    let mut sql = Vec::new();
    for _ in 0..=dice.below(3) {
        let id = dice.below(900);
        let other = dice.below(900);
        let one = match dice.below(7) {
            0 => format!("DELETE FROM %t WHERE ({columns}) = ({})", key(id)),
            1 | 2 => format!("REPLACE INTO %t ({columns}, {NAMES}) VALUES ({}, {})", key(id), values(dice)),
            3 => {
                let changed = columns.split(", ").zip(key(other).split(", ").map(str::to_owned).collect::<Vec<_>>());
                let set: Vec<String> = changed.map(|(column, value)| format!("{column} = {value}")).collect();
                format!("UPDATE IGNORE %t SET {} WHERE ({columns}) = ({})", set.join(", "), key(id))
            }
            _ => format!(
                "UPDATE %t SET m = {}, words = 'later {other}', doc = NULL, moment = '2024-03-31 02:00:00' - INTERVAL {other} HOUR WHERE ({columns}) = ({})",
                other * 3,
                key(id)
            ),
        };
        sql.extend([one.replace("%t", "t"), one.replace("%t", "twin")]);
    }
    if dice.below(10) == 0 {
        sql.push("ROLLBACK".to_owned());
    }
    sql
}

/// Changes a table of such a key under load, and compares with what ALTER makes of its twin.
async fn check(
    test: &str,
    key: (&'static str, &'static str),
    clauses: &str,
    load: fn(&mut Dice) -> Vec<String>,
    of: fn(u64) -> String,
) {
    let Some(place) = Place::new(test).await else { return };
    let (columns, definition) = key;
    let is_mariadb = place.is_mariadb("columns of the types UUID and INET6").await;
    let columns_of_all = if is_mariadb { COLUMNS.to_owned() } else { COLUMNS.replace(ONLY_MARIADB, EVERYWHERE) };
    let table = format!(
        "({definition}, {columns_of_all}, KEY by_m (m), KEY by_day (day, y), FULLTEXT KEY by_words (words)) ENGINE = InnoDB"
    );
    place.sql(&format!("CREATE TABLE t {table}; CREATE TABLE twin {table}")).await;
    let mut dice = Dice(7);
    let rows: Vec<String> = (0..900).map(|id| format!("({}, {})", of(id), values(&mut dice))).collect();
    for rows in rows.chunks(100) {
        place
            .sql(&format!(
                "SET SESSION sql_mode = ''; INSERT IGNORE INTO t ({columns}, {NAMES}) VALUES {}",
                rows.join(", ")
            ))
            .await;
    }
    place.sql(&format!("INSERT INTO twin ({columns}, {NAMES}) SELECT {columns}, {NAMES} FROM t")).await;
    let settings = OnlineSettings { range_time: Duration::from_millis(2), ..quick() };
    let going = Going::begin(&place, online(clauses, &[("words", "wording")]), settings).await;
    let load = Load::begin(&place, 4, load);
    let outcome = going.run(&place).await;
    let written = load.end().await;
    outcome.expect("changed");
    assert!(written > 10, "{written}");
    place
        .sql(&format!(
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = @@global.time_zone; ALTER TABLE twin {clauses}"
        ))
        .await;
    let shown = place.ask("SELECT GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't'").await;
    let same: Vec<String> =
        shown.split(',').map(|column| format!("BINARY t.`{column}` <=> BINARY w.`{column}`")).collect();
    let on: Vec<String> = columns.split(", ").map(|column| format!("t.{column} = w.{column}")).collect();
    let on = on.join(" AND ");
    let sql = format!("SELECT COUNT(*) FROM t JOIN twin w ON {on} WHERE {}", same.join(" AND "));
    let equal = place.ask(&sql).await;
    let (ours, theirs) = (place.ask("SELECT COUNT(*) FROM t").await, place.ask("SELECT COUNT(*) FROM twin").await);
    assert_eq!((&equal, &ours), (&theirs, &theirs), "rows that are equal, in the table, in its twin");
    let (structure, twin) = (place.show("t").await, place.show("twin").await);
    assert_eq!(structure, twin);
    place.drop().await;
}

const CLAUSES: &str = "CHANGE words wording VARCHAR(500) CHARACTER SET utf8mb4, MODIFY latin VARCHAR(60) CHARACTER SET utf8mb4, \
    MODIFY m BIGINT, MODIFY price DECIMAL(30, 8), MODIFY kind ENUM('n', 'ö', 'b', 'a'), MODIFY moment DATETIME(6), DROP KEY by_day, \
    ADD KEY by_y (y), ADD added VARCHAR(10) NOT NULL DEFAULT 'new', MODIFY u8 SMALLINT UNSIGNED, MODIFY ch VARCHAR(20), \
    ADD empty_date DATE NOT NULL, MODIFY stamp TIMESTAMP(4) NULL FIRST";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_one_number() {
    let of = |id: u64| format!("{id}");
    let key = ("id", "id INT UNSIGNED NOT NULL PRIMARY KEY");
    check("a_key_of_one_number", key, CLAUSES, |dice| writes(dice, "id", |id| format!("{id}")), of).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_words_and_numbers() {
    fn of(id: u64) -> String {
        format!("{}, 'Kö''\\\\y{}'", id % 5, id / 5)
    }
    let key = ("tenant, name", "tenant TINYINT NOT NULL, name VARCHAR(40) NOT NULL, PRIMARY KEY (tenant, name)");
    check("a_key_of_words_and_numbers", key, CLAUSES, |dice| writes(dice, "tenant, name", of), of).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_times_and_bytes() {
    fn of(id: u64) -> String {
        format!("FROM_UNIXTIME({}), X'{:04X}', -{}.5", 1_729_990_000 + id * 7, id % 700, id % 3)
    }
    let key = (
        "at, tag, part",
        "at TIMESTAMP NOT NULL DEFAULT '2000-01-01', tag BINARY(4) NOT NULL, part DECIMAL(6,1) NOT NULL, UNIQUE KEY k (at, tag, part)",
    );
    check("a_key_of_times_and_bytes", key, CLAUSES, |dice| writes(dice, "at, tag, part", of), of).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_whose_texts_get_another_character_set() {
    fn of(id: u64) -> String {
        format!("'Grün {id}'")
    }
    let key = ("name", "name VARCHAR(40) CHARACTER SET latin1 NOT NULL PRIMARY KEY");
    let clauses = "CHANGE words wording VARCHAR(300), MODIFY name VARCHAR(60) CHARACTER SET utf8mb4 NOT NULL, MODIFY body LONGTEXT";
    check("a_key_whose_texts_get_another_character_set", key, clauses, |dice| writes(dice, "name", of), of).await;
}
