//! Keys of every type: each is told so that it selects its row and no other.

use super::super::{Feed, Key};
use super::filler;
use super::place::{Place, list};

/// What only one of the products has.
const ONLY_MARIADB: [&str; 4] = ["nopad", "uca1400", "INET", "UUID"];
const ONLY_MYSQL: [&str; 1] = ["0900"];

/// Types of keys, and values that are not equal to each other. The first two are exchanged for the last two later.
fn kinds() -> Vec<(String, Vec<String>)> {
    let mut kinds = vec![
        ("TINYINT", vec!["-128", "127", "0", "-1", "5"]),
        ("TINYINT UNSIGNED", vec!["0", "255", "128", "127"]),
        ("SMALLINT", vec!["-32768", "32767", "0", "-1"]),
        ("SMALLINT UNSIGNED ZEROFILL", vec!["0", "65535", "32768", "7"]),
        ("MEDIUMINT", vec!["-8388608", "8388607", "-5", "0", "1"]),
        ("MEDIUMINT UNSIGNED", vec!["16777215", "8388608", "0", "1"]),
        ("INT", vec!["-2147483648", "2147483647", "0", "-1"]),
        ("INT UNSIGNED", vec!["4294967295", "2147483648", "0", "1"]),
        ("BIGINT", vec!["-9223372036854775808", "9223372036854775807", "0", "-1", "9007199254740993"]),
        ("BIGINT UNSIGNED", vec!["18446744073709551615", "18446744073709551614", "9223372036854775808", "0"]),
        ("FLOAT", vec!["0.1", "-0.1", "0", "3.4028234e38", "1e-30", "16777216"]),
        (
            "DOUBLE",
            vec!["0.1", "-0.1", "0", "1.7976931348623157e308", "2.2250738585072014e-308", "0.30000000000000004"],
        ),
        (
            "DECIMAL(65,30)",
            vec!["-12345678901234567890.123456789012345678901234567891", "0", "0.000000000000000000000000000001", "-1"],
        ),
        ("DECIMAL(10,0)", vec!["-9999999999", "9999999999", "0", "1"]),
        ("DECIMAL(9,9)", vec!["-0.999999999", "0.000000001", "0", "0.1"]),
        ("DECIMAL(20,7) UNSIGNED", vec!["1234567890123.1234567", "0", "0.0000001", "9"]),
        ("BIT(1)", vec!["0", "1"]),
        ("BIT(9)", vec!["0", "511", "256", "255"]),
        ("BIT(64)", vec!["18446744073709551615", "18446744073709551614", "0", "1"]),
        ("YEAR", vec!["0", "1901", "2155", "2000", "1970"]),
        ("DATE", vec!["'0000-00-00'", "'9999-12-31'", "'2024-02-29'", "'2023-00-00'", "'2023-02-31'"]),
        ("TIME", vec!["'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'"]),
        ("TIME(1)", vec!["'-838:59:59.9'", "'00:00:00.1'", "'-00:00:00.1'", "'00:00:00'"]),
        ("TIME(3)", vec!["'-00:00:01.001'", "'-00:00:01'", "'-00:00:00.999'", "'00:00:00.001'"]),
        ("TIME(6)", vec!["'-12:34:56.123456'", "'-12:34:57'", "'-00:00:00.000001'", "'12:34:56.123456'"]),
        (
            "DATETIME",
            vec!["'0000-00-00 00:00:00'", "'9999-12-31 23:59:59'", "'1000-01-01 00:00:00'", "'2023-00-01 10:20:30'"],
        ),
        ("DATETIME(1)", vec!["'2023-01-01 00:00:00.1'", "'2023-01-01 00:00:00'", "'2023-01-01 00:00:00.9'"]),
        ("DATETIME(4)", vec!["'2023-01-01 00:00:00.0001'", "'2023-01-01 00:00:00'", "'2023-02-31 00:00:00.9999'"]),
        ("DATETIME(6)", vec!["'2023-01-01 00:00:00.000001'", "'0000-00-00 00:00:00'", "'2023-01-01 23:59:59.999999'"]),
        (
            "TIMESTAMP",
            vec!["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'0000-00-00 00:00:00'", "'2024-02-29 12:00:00'"],
        ),
        ("TIMESTAMP(2)", vec!["'1970-01-01 00:00:00.01'", "'2038-01-19 03:14:07.99'", "'2000-03-01 00:00:00'"]),
        ("TIMESTAMP(5)", vec!["'1999-12-31 23:59:59.99999'", "'2001-03-01 03:14:07.00001'", "'2000-03-01 00:00:00'"]),
        ("CHAR(10) CHARACTER SET latin1", vec!["'ä'", "''", "'A b'", "'ÿ'"]),
        ("CHAR(200)", vec!["'ä€𝄞'", "''", "'it''s'", "REPEAT('€', 200)"]),
        ("CHAR(20) COLLATE utf8mb4_nopad_bin", vec!["'a'", "''", "'A'", "'a b'"]),
        ("CHAR(20) COLLATE uca1400_ai_ci", vec!["'a'", "''", "'b'", "'a b'"]),
        ("VARCHAR(20) COLLATE utf8mb4_nopad_bin", vec!["'a'", "''", "'A'", "'a '", "' a'"]),
        ("CHAR(20) COLLATE utf8mb4_0900_ai_ci", vec!["'a'", "''", "'b'", "'a b'"]),
        ("VARCHAR(20) COLLATE utf8mb4_0900_as_cs", vec!["'a'", "''", "'A'", "'a '", "' a'"]),
        ("VARCHAR(20) COLLATE utf8mb4_0900_bin", vec!["'a'", "''", "'A'", "'a '", "' a'"]),
        ("VARCHAR(200) COLLATE utf8mb4_bin", vec!["'a'", "'A'", "''", "'\\\\'", "'\n'"]),
        ("VARCHAR(300) CHARACTER SET utf8mb3", vec!["REPEAT('€', 300)", "'x'", "''", "'a\\0b'"]),
        ("VARCHAR(20) CHARACTER SET ucs2", vec!["'ä'", "'€'", "''", "'c '", "'b'"]),
        ("CHAR(20) CHARACTER SET ucs2", vec!["'ä'", "'€'", "''", "'b '"]),
        ("VARCHAR(20) CHARACTER SET utf16", vec!["'ä'", "'𝄞'", "''", "'b '"]),
        ("VARCHAR(20) CHARACTER SET utf32", vec!["'ä'", "'𝄞'", "''", "'b '"]),
        ("CHAR(20) CHARACTER SET sjis", vec!["'表'", "'ア'", "''", "'b '"]),
        ("VARCHAR(20) CHARACTER SET gbk", vec!["'縗'", "'中'", "''", "'b '"]),
        ("VARCHAR(20) CHARACTER SET binary", vec!["'縗'", "'\\0'", "''", "'b '"]),
        ("BINARY(4)", vec!["'a'", "''", "x'00000001'", "x'61000001'", "x'61200000'", "x'20202020'"]),
        ("BINARY(255)", vec!["'a'", "''", "REPEAT('x', 255)", "' '"]),
        ("VARBINARY(20)", vec!["'a'", "x'6100'", "x'610000'", "''", "x'00'", "x'00ff'", "x'ff'", "'a '"]),
        ("VARBINARY(300)", vec!["REPEAT(x'00', 300)", "REPEAT(x'00', 299)", "''", "x'00'"]),
        ("SET('a', 'b', 'it''s', '\\\\')", vec!["1", "3", "12", "''"]),
        ("INET6", vec!["'::'", "'2001:db8::'", "'::ffff:1.2.3.4'", "'::1'"]),
        ("INET4", vec!["'0.0.0.0'", "'1.2.3.0'", "'255.255.255.255'", "'10.32.0.32'"]),
        (
            "UUID",
            vec![
                "'00000000-0000-0000-0000-000000000000'",
                "'6ba7b810-9dad-11d1-80b4-00c04fd43000'",
                "'ffffffff-ffff-4fff-bfff-ffffffffffff'",
                "'123e4567-e89b-42d3-a456-426614174000'",
                "'017f22e2-79b0-7cc3-98c4-dc0c0c07398f'",
                "'12345678-1234-1234-1234-123456789abc'",
                "'12345678-1234-8234-9234-123456789ab0'",
            ],
        ),
    ]
    .into_iter()
    .map(|(kind, values)| (kind.to_owned(), values.into_iter().map(str::to_owned).collect()))
    .collect::<Vec<(String, Vec<String>)>>();
    let labels: Vec<_> = (0..300).map(|label| format!("'label {label}'")).collect();
    let label = |number: u32| format!("'label {number}'");
    kinds.push((format!("ENUM({})", labels.join(", ")), vec![label(299), label(0), label(255), label(256), label(7)]));
    kinds.push((
        "ENUM('', '2', '1', 'ä''\\\\') CHARACTER SET latin1".to_owned(),
        ["''", "'2'", "'1'", "4"].map(str::to_owned).to_vec(),
    ));
    let labels: Vec<_> = (0..64).map(|label| format!("'l{label}'")).collect();
    kinds.push((
        format!("SET({})", labels.join(", ")),
        ["'l63'", "'l0,l63'", "''", "'l1,l54'"].map(str::to_owned).to_vec(),
    ));
    kinds
}

#[tokio::test]
async fn a_key_of_every_type_selects_its_row_and_no_other() {
    let Some(mut place) = Place::new("a_key_of_every_type_selects_its_row_and_no_other").await else { return };
    let foreign: &[&str] = if place.is_mariadb() { &ONLY_MYSQL } else { &ONLY_MARIADB };
    for (kind, values) in kinds().into_iter().filter(|(kind, _)| !foreign.iter().any(|word| kind.contains(word))) {
        check(&mut place, &kind, &values).await;
    }
    place.drop().await;
}

/// Writes rows with these keys, exchanges keys, deletes rows, and compares what is told with what is there.
async fn check(place: &mut Place, kind: &str, values: &[String]) {
    let context = &kind[..kind.len().min(60)];
    println!("{context}");
    let is_mariadb = place.is_mariadb();
    let filler = filler::definitions(is_mariadb);
    place.make("t", &format!("({filler} k {kind} NOT NULL, n INT NOT NULL, PRIMARY KEY (k))")).await;
    let mut feed = place.feed("t", &["k"]).await;
    let rows: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(n, value)| format!("({}, {value}, {n})", filler::values(is_mariadb, n)))
        .collect();
    place.run(&format!("INSERT INTO t ({}, k, n) VALUES {}", filler::names(is_mariadb), rows.join(", "))).await;
    let keys = place.keys(&mut feed).await;
    assert_eq!(keys.len(), values.len(), "{context}");
    for (n, key) in keys.iter().enumerate() {
        check_selects(place, &feed, key, &[n], context).await;
    }
    check_order(place, &keys, context).await;
    let all = list(&feed, &keys);
    assert_eq!(place.rows(&format!("SELECT COUNT(*) FROM t WHERE k IN {all}")).await, [keys.len().to_string()]);

    let (last, first) = (values.len() - 1, 0);
    place.run(&format!("DELETE FROM t WHERE n = {last}; UPDATE t SET k = {} WHERE n = {first}", values[last])).await;
    let told = place.keys(&mut feed).await;
    let expected = [&keys[last], &keys[first], &keys[last]];
    assert_eq!(told.iter().collect::<Vec<_>>(), expected, "{context}: {}", list(&feed, &told));
    check_selects(place, &feed, &told[2], &[first], context).await;

    place.run("START TRANSACTION; DELETE FROM t; ROLLBACK; DELETE FROM t ORDER BY n").await;
    let told = place.keys(&mut feed).await;
    // The first row has the key of the last one now.
    let mut expected = keys;
    expected.swap_remove(first);
    assert_eq!(told, expected, "{context}");
}

async fn check_selects(place: &mut Place, feed: &Feed, key: &Key, expected: &[usize], context: &str) {
    let one = list(feed, std::slice::from_ref(key));
    let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(place.rows(&format!("SELECT n FROM t WHERE k IN {one}")).await, expected, "{context}: {one}");
    let plan = place.session.rows(&format!("EXPLAIN SELECT n FROM t WHERE k IN {one}")).await.expect("a plan");
    // MySQL says the partitions before it.
    let access = crate::mysql::session::value(&plan[0], if place.is_mariadb() { 3 } else { 4 });
    assert!(["const", "range"].contains(&&*access), "{context}: {one}: `{access}`");
}

/// The order of keys is that of the index, where it is known here.
async fn check_order(place: &mut Place, keys: &[Key], context: &str) {
    if keys[0].cmp_if_exact(&keys[1]).is_none() {
        assert!(context.contains("CHAR") || context == "UUID", "{context} has an order of its own");
        return;
    }
    let mut sorted: Vec<_> = keys.iter().enumerate().collect();
    sorted.sort_by(|left, right| left.1.cmp_if_exact(right.1).expect("an order"));
    let sorted: Vec<_> = sorted.into_iter().map(|(n, _)| n.to_string()).collect();
    assert_eq!(place.rows("SELECT n FROM t FORCE INDEX (PRIMARY) ORDER BY k").await, sorted, "{context}");
}
