//! The statements that compare rows and their copies: by sums over a range, then row by row.
//!
//! A value that was converted is compared as what it was: the copy's value, converted back, must be the source's. So a conversion
//! that loses something is a difference.

use super::columns::Column;
use super::flow::Flow;
use super::key::{Range, is_among, list};
use super::mapping::Pair;

/// The pairs that are compared.
fn compared(flow: &Flow, may_lose: bool) -> Vec<&Pair> {
    flow.mapping.pairs.iter().filter(|pair| !(may_lose && pair.is_converted())).collect()
}

/// How many rows, and what their sum is: of the source and of the copy; but those that are `open`.
pub(super) fn summed(flow: &Flow, range: &Range, open: Option<&str>, may_lose: bool) -> (String, String) {
    let pairs = compared(flow, may_lose);
    let is_one_charset = is_one_charset(&pairs);
    let (mut ours, mut theirs, mut ours_null, mut theirs_null) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in pairs {
        let is_bare = is_one_charset && pair.source.is_text() && !pair.is_converted();
        let bare = || (pair.source.quoted(), pair.target.quoted());
        let (old, new) = if is_bare { bare() } else { sides(pair, "", "") };
        if pair.source.is_nullable || pair.target.is_nullable {
            ours.push(format!("IFNULL({old}, '')"));
            theirs.push(format!("IFNULL({new}, '')"));
            ours_null.push(format!("ISNULL({})", pair.source.quoted()));
            theirs_null.push(format!("ISNULL({})", pair.target.quoted()));
        } else {
            ours.push(old);
            theirs.push(new);
        }
    }
    ours.extend(ours_null);
    theirs.extend(theirs_null);
    let sum = |parts: Vec<String>, from: String, columns: &[Column]| {
        let (condition, not_open) = (range.holds(columns, ""), not_among(columns, "", open));
        format!(
            "SELECT COUNT(*), SUM(CRC32(CONCAT_WS('#', {}))) FROM {from} WHERE {condition}{not_open}",
            parts.join(", ")
        )
    };
    let source = format!("{} {}", flow.from.quoted(), flow.key.forced());
    (sum(ours, source, &flow.key.source), sum(theirs, flow.into.quoted(), &flow.key.target))
}

/// ` AND NOT ((…) IN (…))`, where there are such keys.
fn not_among(columns: &[Column], prefix: &str, open: Option<&str>) -> String {
    open.map_or_else(String::new, |open| format!(" AND NOT ({})", is_among(columns, prefix, open)))
}

/// Whether all texts have one character set, so that they need not be taken as bytes to be put together.
fn is_one_charset(pairs: &[&Pair]) -> bool {
    let mut charsets = pairs.iter().flat_map(|pair| [&pair.source.charset, &pair.target.charset]).flatten();
    let first = charsets.next();
    charsets.all(|charset| Some(charset) == first)
}

/// The keys, as literals, of the rows of a range that differ, or are in one of both only; but those that are `open`.
pub(super) fn differing(flow: &Flow, range: &Range, open: Option<&str>, may_lose: bool) -> String {
    const MOST: usize = 1000;
    let not_open = |columns: &[Column], prefix| not_among(columns, prefix, open);
    let (source, target) = (&flow.key.source, &flow.key.target);
    let on = |left, right| same(source, target, left, right);
    let same: Vec<String> = compared(flow, may_lose).into_iter().map(|pair| equal(pair, "a.", "b.")).collect();
    let first = target.first().map(Column::quoted).unwrap_or_default();
    let forced = flow.key.forced();
    format!(
        "SELECT {} FROM {} a {forced} LEFT JOIN {} b ON {} WHERE {}{} AND (b.{first} IS NULL OR NOT ({})) LIMIT {MOST}; \
         SELECT {} FROM {} b LEFT JOIN {} a ON {} WHERE {}{} AND a.{} IS NULL LIMIT {MOST}",
        tuple(flow, source, "a."),
        flow.from.quoted(),
        flow.into.quoted(),
        on("a.", "b."),
        range.holds(source, "a."),
        not_open(source, "a."),
        if same.is_empty() { "TRUE".to_owned() } else { same.join(" AND ") },
        tuple(flow, target, "b."),
        flow.into.quoted(),
        flow.from.quoted(),
        on("a.", "b."),
        range.holds(target, "b."),
        not_open(target, "b."),
        source.first().map(Column::quoted).unwrap_or_default(),
    )
}

/// The first value among the rows that is another one in the copy: its column, what it is, what it becomes, and the key.
pub(super) fn in_words(flow: &Flow, tuples: &str, may_lose: bool) -> Option<String> {
    let pairs = compared(flow, may_lose);
    let selects: Vec<String> = pairs
        .into_iter()
        .filter(|pair| pair.is_converted())
        .map(|pair| {
            format!(
                "(SELECT {}, a.{}, b.{}, CONCAT_WS(', ', {}) FROM {} a JOIN {} b ON {} WHERE {} AND NOT ({}) LIMIT 1)",
                crate::mysql::ledger::quoted(&pair.source.name),
                pair.source.quoted(),
                pair.target.quoted(),
                list(&flow.key.source, "a."),
                flow.from.quoted(),
                flow.into.quoted(),
                same(&flow.key.source, &flow.key.target, "a.", "b."),
                is_among(&flow.key.source, "a.", tuples),
                equal(pair, "a.", "b.")
            )
        })
        .collect();
    (!selects.is_empty()).then(|| selects.join("; "))
}

fn same(source: &[Column], target: &[Column], left: &str, right: &str) -> String {
    let pairs = source.iter().zip(target).map(|(old, new)| format!("{right}{} = {left}{}", new.quoted(), old.quoted()));
    pairs.collect::<Vec<_>>().join(" AND ")
}

/// The key as it stands in `IN (…)`.
fn tuple(flow: &Flow, columns: &[Column], prefix: &str) -> String {
    let literals = super::key::literals_of(columns, prefix);
    if flow.key.source.len() == 1 {
        return literals.join("");
    }
    format!("CONCAT('(', {}, ')')", literals.join(", ', ', "))
}

fn equal(pair: &Pair, left: &str, right: &str) -> String {
    let (old, new) = sides(pair, left, right);
    format!("{old} <=> {new}")
}

/// The value of the source, and the copy's as the source would have it, in forms that can be compared byte by byte.
fn sides(pair: &Pair, left: &str, right: &str) -> (String, String) {
    let (source, target) = (&pair.source, &pair.target);
    let (old, new) = (format!("{left}{}", source.quoted()), format!("{right}{}", target.quoted()));
    if !pair.is_converted() {
        return (plain(source, &old), plain(source, &new));
    }
    match source.data_type.as_str() {
        _ if source.is_integer() => {
            let kind = if source.is_unsigned() { "UNSIGNED" } else { "SIGNED" };
            (old, format!("CAST({} AS {kind})", number_of(target, &new)))
        }
        "decimal" => {
            (old, format!("CAST({} AS DECIMAL({}, {}))", number_of(target, &new), source.precision, source.scale))
        }
        "float" | "double" if target.is_float() => (format!("({old} + 0e0)"), format!("({new} + 0e0)")),
        "float" | "double" => (format!("(CONCAT({old}) + 0e0)"), format!("(CONCAT({new}) + 0e0)")),
        "date" => (old, format!("CAST({new} AS DATE)")),
        "datetime" | "timestamp" => (old, format!("CAST({new} AS DATETIME({}))", source.fraction)),
        "time" => (old, format!("CAST({new} AS TIME({}))", source.fraction)),
        "year" | "bit" => (format!("({old} + 0)"), format!("({new} + 0)")),
        _ if source.is_text() => {
            let charset = source.charset.as_deref().unwrap_or("utf8mb4");
            let shown = if is_words(target) { new } else { format!("CAST({new} AS CHAR)") };
            (plain(source, &old), format!("CAST(CONVERT({shown} USING {charset}) AS BINARY)"))
        }
        "uuid" | "inet4" | "inet6" | "json" => (format!("CAST({old} AS CHAR)"), format!("CAST({new} AS CHAR)")),
        _ => (format!("CAST({old} AS BINARY)"), format!("CAST({new} AS BINARY)")),
    }
}

/// A value as bytes, or as what turns to the same text on both sides.
fn plain(column: &Column, name: &str) -> String {
    match column.data_type.as_str() {
        "bit" => format!("({name} + 0)"),
        "uuid" | "inet4" | "inet6" => format!("CAST({name} AS CHAR)"),
        _ if column.is_text() => format!("CAST({name} AS BINARY)"),
        _ => name.to_owned(),
    }
}

/// Of labels and bits the number.
fn number_of(column: &Column, name: &str) -> String {
    if matches!(column.data_type.as_str(), "enum" | "set" | "bit") { format!("({name} + 0)") } else { name.to_owned() }
}

/// Whether its values are words or bytes.
fn is_words(column: &Column) -> bool {
    column.is_text()
        || matches!(column.data_type.as_str(), "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob")
}
