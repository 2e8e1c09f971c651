//! Columns of every type, to be stepped over.

/// Types, and an expression for a value in the row `n`; those that only MariaDB has come last.
const COLUMNS: &[(&str, &str)] = &[
    ("TINYINT", "-n"),
    ("TINYINT UNSIGNED", "200 + n % 50"),
    ("SMALLINT UNSIGNED ZEROFILL", "60000 + n"),
    ("MEDIUMINT", "-8388608 + n"),
    ("MEDIUMINT UNSIGNED", "16777215 - n"),
    ("INT UNSIGNED", "4294967295 - n"),
    ("BIGINT", "-n"),
    ("BIGINT UNSIGNED", "18446744073709551615 - n"),
    ("FLOAT", "n / 7"),
    ("FLOAT(7,3)", "n / 7"),
    ("DOUBLE", "-n / 7"),
    ("DECIMAL(65,30)", "-n / 7"),
    ("DECIMAL(5)", "n"),
    ("DECIMAL(9,9)", "0.123456789"),
    ("BIT(1)", "n % 2"),
    ("BIT(13)", "n"),
    ("BIT(64)", "18446744073709551615 - n"),
    ("YEAR", "0"),
    ("DATE", "'0000-00-00'"),
    ("TIME", "'-838:59:59'"),
    ("TIME(1)", "'-00:00:00.1'"),
    ("TIME(6)", "'-12:34:56.123456'"),
    ("DATETIME", "'0000-00-00 00:00:00'"),
    ("DATETIME(3)", "'9999-12-31 23:59:59.999'"),
    ("DATETIME(6)", "NOW(6)"),
    ("TIMESTAMP NULL", "NOW()"),
    ("TIMESTAMP(5) NULL", "NOW(5)"),
    ("CHAR(5) CHARACTER SET latin1", "'ä'"),
    ("CHAR(200)", "REPEAT('€', n % 200)"),
    ("CHAR(255) CHARACTER SET ucs2", "REPEAT('€', n % 200)"),
    ("VARCHAR(63)", "REPEAT('𝄞', n % 63)"),
    ("VARCHAR(64)", "REPEAT('𝄞', n % 64)"),
    ("VARCHAR(300) CHARACTER SET utf8mb3", "REPEAT('x', n)"),
    ("BINARY(20)", "CONCAT('a', CHAR(0), CHAR(0))"),
    ("VARBINARY(300)", "REPEAT(CHAR(0), n)"),
    ("TINYTEXT", "REPEAT('x', n)"),
    ("TEXT", "REPEAT('x', n * 10)"),
    ("MEDIUMBLOB", "REPEAT('x', n * 100)"),
    ("LONGTEXT", "REPEAT('x', n)"),
    ("JSON", "JSON_OBJECT('n', n)"),
    ("POINT", "POINT(n, n)"),
    ("GEOMETRY", "ST_GeomFromText('LINESTRING(0 0, 1 1, 2 2)')"),
    ("ENUM('a', 'b')", "'b'"),
    ("SET('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')", "'a,j'"),
    ("INT INVISIBLE", "n"),
    ("VARCHAR(300) COMPRESSED", "REPEAT('x', n)"),
    ("VARCHAR(20) COMPRESSED", "'x'"),
    ("TEXT COMPRESSED", "REPEAT('x', n * 10)"),
    ("LONGBLOB COMPRESSED", "REPEAT('x', n * 1000)"),
    ("INET6", "'::1'"),
    ("INET4", "'1.2.3.0'"),
    ("UUID", "UUID()"),
];

/// Those that the server has.
fn columns(is_mariadb: bool) -> &'static [(&'static str, &'static str)] {
    let only_mariadb = COLUMNS.iter().position(|(of, _)| of.ends_with("COMPRESSED")).unwrap_or(COLUMNS.len());
    if is_mariadb { COLUMNS } else { &COLUMNS[..only_mariadb] }
}

/// The definitions of all of them, each with a comma behind it, and an enumeration of many labels.
pub(super) fn definitions(is_mariadb: bool) -> String {
    let columns: String =
        columns(is_mariadb).iter().enumerate().map(|(place, (of, _))| format!("f{place} {of}, ")).collect();
    let labels: Vec<_> = (0..300).map(|label| format!("'label {label}'")).collect();
    let generated = "v VARCHAR(20) AS (CONCAT(n, 'v')) VIRTUAL, p INT AS (n * 2) STORED";
    format!("{columns} many ENUM({}), {generated}, ", labels.join(", "))
}

/// The names of those that can be written.
pub(super) fn names(is_mariadb: bool) -> String {
    (0..columns(is_mariadb).len()).map(|place| format!("f{place}, ")).collect::<String>() + "many"
}

/// Values for the row `n`; the more of them are NULL the more rows there are.
pub(super) fn values(is_mariadb: bool, n: usize) -> String {
    let value = |(place, (_, value)): (usize, &(&str, &str))| match (n + place) % 3 {
        0 if n > 0 => "NULL, ".to_owned(),
        _ => format!("{}, ", replace_n(value, n)),
    };
    columns(is_mariadb).iter().enumerate().map(value).collect::<String>() + &format!("{}", n % 300 + 1)
}

/// The letter as a word of its own.
fn replace_n(value: &str, n: usize) -> String {
    let words: Vec<_> = value.split(' ').collect();
    let replaced = words.iter().map(|word| {
        let bare = word.trim_matches(['(', ')', ',', '-']);
        if bare == "n" || word.ends_with("(n") || word.ends_with("POINT(n,") {
            word.replacen('n', &n.to_string(), 1)
        } else {
            (*word).to_owned()
        }
    });
    replaced.collect::<Vec<_>>().join(" ")
}
