//! What becomes of values when the type of a column changes.
//!
//! Statements run in strict mode: a value that does not fit stops them. So a change either keeps every value, or stops
//! where one does not fit, or makes something else of some values without a word; only the last can lose.

use super::column::{Storage, base};
use super::sql::split_list;

/// What a change of type does to values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Every value stays what it is.
    Keeps,
    /// It stops at a value that does not fit. The condition, where there is one, finds such values; `{}` is the column.
    Fits(Option<String>),
    /// Values may become others.
    Loses,
}

use Effect::{Fits, Keeps, Loses};

/// A type in its parts.
#[derive(Clone, Copy, Debug)]
struct Type<'a> {
    base: &'a str,
    arguments: &'a str,
    is_unsigned: bool,
}

impl<'a> Type<'a> {
    fn of(text: &'a str) -> Self {
        let open = text.find('(');
        let close = text.rfind(')');
        let arguments = open.zip(close).and_then(|(open, close)| text.get(open + 1..close)).unwrap_or_default();
        let after = close.or(open).map_or(text, |at| &text[at..]);
        Self { base: base(text), arguments, is_unsigned: after.contains("unsigned") || after.contains("zerofill") }
    }

    fn number(self, at: usize) -> Option<u64> {
        self.arguments.split(',').nth(at).and_then(|number| number.trim().parse().ok())
    }

    /// The least and the greatest value, as numbers that any SQL reads.
    fn range(self) -> Option<(i128, i128)> {
        let bits = match self.base {
            "tinyint" => 8,
            "smallint" => 16,
            "mediumint" => 24,
            "int" => 32,
            "bigint" => 64,
            _ => return None,
        };
        let all: i128 = 1 << bits;
        Some(if self.is_unsigned { (0, all - 1) } else { (-all / 2, all / 2 - 1) })
    }

    /// Digits before and after the point.
    fn digits(self) -> Option<(u64, u64)> {
        if self.base != "decimal" {
            return None;
        }
        let (all, after) = (self.number(0).unwrap_or(10), self.number(1).unwrap_or(0));
        Some((all.saturating_sub(after), after))
    }

    fn text(self, charset: Option<&str>) -> Option<Text> {
        let given = self.number(0).unwrap_or(1);
        let (characters, bytes) = match self.base {
            "char" | "varchar" => (Some(given), given * width(charset)),
            "binary" | "varbinary" => (Some(given), given),
            "tinytext" | "tinyblob" => (None, 255),
            "text" | "blob" => (None, 65_535),
            "mediumtext" | "mediumblob" => (None, 16_777_215),
            "longtext" | "longblob" => (None, 4_294_967_295),
            "json" => (None, 4_294_967_295),
            _ => return None,
        };
        let is_binary = self.base.ends_with("blob") || self.base.ends_with("binary");
        Some(Text { characters, bytes, is_binary, is_padded: matches!(self.base, "char" | "binary") })
    }

    fn labels(self) -> Option<Vec<&'a str>> {
        matches!(self.base, "enum" | "set").then(|| split_list(self.arguments))
    }

    fn moment(self) -> Option<u64> {
        matches!(self.base, "date" | "datetime" | "timestamp" | "time").then(|| self.number(0).unwrap_or(0))
    }
}

/// How long a text may be.
#[derive(Clone, Copy, Debug)]
struct Text {
    characters: Option<u64>,
    bytes: u64,
    is_binary: bool,
    is_padded: bool,
}

/// The most bytes that a character takes.
pub(super) fn width(charset: Option<&str>) -> u64 {
    match charset {
        Some("utf8mb4" | "utf16" | "utf32" | "utf16le" | "gb18030") => 4,
        Some("utf8mb3" | "utf8" | "ujis" | "eucjpms") => 3,
        Some("ucs2" | "sjis" | "cp932" | "big5" | "gbk" | "gb2312" | "euckr") => 2,
        _ => 1,
    }
}

/// What changing the storage of a column does to its values.
pub(super) fn effect(old: Storage<'_>, new: Storage<'_>) -> Effect {
    let of_type = if old.data_type == new.data_type { Keeps } else { of_types(old, new) };
    match (of_type, of_charset(old, new)) {
        (Loses, _) | (_, Loses) => Loses,
        (Keeps, other) | (other, Keeps) => other,
        (Fits(one), Fits(other)) => Fits(one.zip(other).map(|(one, other)| format!("{one} OR {other}"))),
    }
}

fn of_charset(old: Storage<'_>, new: Storage<'_>) -> Effect {
    let (Some(from), Some(to)) = (old.charset, new.charset) else { return Keeps };
    let is_within = from == to
        || from == "ascii"
        || to == "utf8mb4"
        || (to == "utf8mb3" && matches!(from, "latin1" | "latin2" | "cp1250" | "cp1251" | "koi8r" | "utf8" | "ucs2"))
        || (to == "utf8" && from == "utf8mb3");
    if is_within || from == "binary" || to == "binary" {
        return Keeps;
    }
    Fits(Some(format!("CAST(CONVERT(CONVERT({{}} USING {to}) USING {from}) AS BINARY) <> CAST({{}} AS BINARY)")))
}

fn of_types(old: Storage<'_>, new: Storage<'_>) -> Effect {
    let (from, to) = (Type::of(old.data_type), Type::of(new.data_type));
    if let (Some(from), Some(to)) = (from.range(), to.range()) {
        return of_ranges(from, to);
    }
    if let (Some(digits), Some(wanted)) = (from.digits(), to.digits()) {
        return with_sign(of_digits(digits, wanted), from, to);
    }
    if is_wider_float(from, to) {
        return with_sign(Keeps, from, to);
    }
    if let (Some(from), Some(to)) = (from.text(old.charset), to.text(new.charset)) {
        return of_texts(from, to);
    }
    if let (Some(labels), Some(wanted)) = (from.labels(), to.labels()) {
        return of_labels(&from, &labels, &to, &wanted);
    }
    if let (Some(precision), Some(wanted)) = (from.moment(), to.moment()) {
        return of_moments(from.base, precision, to.base, wanted);
    }
    of_kinds(from, old, to, new)
}

fn of_ranges(from: (i128, i128), to: (i128, i128)) -> Effect {
    if to.0 <= from.0 && from.1 <= to.1 {
        return Keeps;
    }
    Fits(Some(format!("{{}} NOT BETWEEN {} AND {}", to.0, to.1)))
}

fn of_digits(from: (u64, u64), to: (u64, u64)) -> Effect {
    match (to.0 >= from.0, to.1 >= from.1) {
        (true, true) => Keeps,
        (false, true) => Fits(Some(format!("ABS({{}}) >= 1{}", "0".repeat(usize::try_from(to.0).unwrap_or(0))))),
        _ => Loses,
    }
}

/// The same, where negative numbers may be refused besides.
fn with_sign(effect: Effect, from: Type<'_>, to: Type<'_>) -> Effect {
    match effect {
        effect if from.is_unsigned || !to.is_unsigned => effect,
        Keeps => Fits(Some("{} < 0".to_owned())),
        Fits(condition) => Fits(condition.map(|condition| format!("{condition} OR {{}} < 0"))),
        Loses => Loses,
    }
}

/// Whether every floating number of the one is one of the other.
fn is_wider_float(from: Type<'_>, to: Type<'_>) -> bool {
    let before = |of: Type<'_>| Some(of.number(0)?.saturating_sub(of.number(1)?));
    match (from.base, to.base) {
        ("float" | "double", "double") | ("float", "float") if to.arguments.is_empty() => true,
        ("float", "float") | ("double", "double") => {
            from.number(1).is_some() && to.number(1) >= from.number(1) && before(to) >= before(from)
        }
        _ => false,
    }
}

fn of_texts(from: Text, to: Text) -> Effect {
    // Zeros are added to the one and cut from the other.
    if from.is_binary && to.is_binary && (to.is_padded || from.is_padded) {
        return Loses;
    }
    let mut conditions = Vec::new();
    match (from.characters, to.characters) {
        (Some(from), Some(to)) if from <= to => {}
        (_, Some(to)) => conditions.push(format!("CHAR_LENGTH({{}}) > {to}")),
        (_, None) if from.bytes <= to.bytes => {}
        (_, None) => conditions.push(format!("LENGTH({{}}) > {}", to.bytes)),
    }
    if to.is_padded && !from.is_padded && !to.is_binary {
        conditions.push("LENGTH({}) <> LENGTH(RTRIM({}))".to_owned());
    }
    match (conditions.is_empty(), from.is_binary && !to.is_binary) {
        (true, false) => Keeps,
        (true, true) => Fits(None),
        (false, _) => Fits(Some(conditions.join(" OR "))),
    }
}

fn of_labels(from: &Type<'_>, labels: &[&str], to: &Type<'_>, wanted: &[&str]) -> Effect {
    let gone: Vec<&str> = labels.iter().copied().filter(|label| !wanted.contains(label)).collect();
    match (from.base, to.base, gone.is_empty()) {
        ("enum", "enum", true) | ("set", "set", true) | ("enum", "set", true) => Keeps,
        ("enum", "enum" | "set", false) => Fits(Some(format!("{{}} NOT IN ({})", wanted.join(", ")))),
        ("set", "set", false) => {
            let found: Vec<String> = gone.iter().map(|label| format!("FIND_IN_SET({label}, {{}}) > 0")).collect();
            Fits(Some(found.join(" OR ")))
        }
        _ => Fits(None),
    }
}

fn of_moments(from: &str, precision: u64, to: &str, wanted: u64) -> Effect {
    match (from, to) {
        (from, to) if from == to && wanted >= precision => Keeps,
        ("date", "datetime") => Keeps,
        ("timestamp", "datetime") if wanted >= precision => Keeps,
        _ => Loses,
    }
}

/// Between kinds of types.
fn of_kinds(from: Type<'_>, old: Storage<'_>, to: Type<'_>, new: Storage<'_>) -> Effect {
    let room = to
        .text(new.charset)
        .filter(|text| !text.is_binary && to.base != "json")
        .map(|text| text.characters.unwrap_or(text.bytes / 4));
    if let Some(room) = room {
        return into_text(from, old, room);
    }
    match (from.base, to.base) {
        ("tinyint" | "smallint" | "mediumint" | "int", "double") | ("tinyint" | "smallint", "float") => Keeps,
        (_, "decimal") if from.range().is_some() => {
            let (_, most) = from.range().unwrap_or_default();
            let digits = most.to_string().len();
            let before = to.digits().map_or(0, |(before, _)| before);
            if usize::try_from(before).is_ok_and(|before| before >= digits) { Keeps } else { Fits(None) }
        }
        ("bit", "bit") if to.number(0) >= from.number(0) => Keeps,
        ("bit", "bit") => Fits(None),
        ("year", "smallint" | "mediumint" | "int" | "bigint") => Keeps,
        ("inet4", "inet6") => Keeps,
        (_, "geometry") if is_geometry(from.base) => Keeps,
        ("geometry", other) if is_geometry(other) => Fits(None),
        ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext", "enum") => {
            Fits(Some(format!("{{}} NOT IN ({})", to.labels().unwrap_or_default().join(", "))))
        }
        ("char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext", "json") => Loses,
        _ => Loses,
    }
}

fn is_geometry(base: &str) -> bool {
    matches!(
        base,
        "point"
            | "linestring"
            | "polygon"
            | "multipoint"
            | "multilinestring"
            | "multipolygon"
            | "geometrycollection"
            | "geomcollection"
    )
}

/// Into text of so many characters.
fn into_text(from: Type<'_>, old: Storage<'_>, room: u64) -> Effect {
    let longest = if let Some((least, most)) = from.range() {
        Some(least.to_string().len().max(most.to_string().len()) as u64)
    } else if let Some((before, after)) = from.digits() {
        Some(before + after + 3)
    } else if let Some(labels) = from.labels() {
        let each = labels.iter().map(|label| label.chars().count() as u64);
        Some(if from.base == "set" { each.sum::<u64>() + labels.len() as u64 } else { each.max().unwrap_or(0) })
    } else {
        match old.data_type {
            "uuid" => Some(36),
            "inet4" => Some(15),
            "inet6" => Some(45),
            _ => from.moment().map(|precision| 20 + precision).or((from.base == "year").then_some(4)),
        }
    };
    match longest {
        Some(longest) if longest <= room => Keeps,
        Some(_) => Fits(Some(format!("CHAR_LENGTH({{}}) > {room}"))),
        None if from.base == "json" => Fits(Some(format!("CHAR_LENGTH({{}}) > {room}"))),
        None => Loses,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(old: &str, new: &str) -> Effect {
        let storage = |data_type| Storage { data_type, charset: None, collate: None };
        effect(storage(old), storage(new))
    }

    #[test]
    fn wider_types_keep_every_value() {
        for (old, new) in [
            ("int", "bigint"),
            ("int unsigned", "bigint"),
            ("tinyint(1)", "smallint"),
            ("varchar(10)", "varchar(20)"),
            ("varchar(20)", "text"),
            ("decimal(8,2)", "decimal(10,4)"),
            ("enum('a','b')", "enum('c','b','a')"),
            ("datetime", "datetime(6)"),
            ("date", "datetime"),
            ("int", "varchar(11)"),
            ("float", "double"),
            ("double unsigned zerofill", "double unsigned"),
            ("float(7,2)", "float(8,2)"),
            ("int", "decimal(12,2)"),
        ] {
            assert_eq!(between(old, new), Keeps, "{old} to {new}");
        }
    }

    #[test]
    fn narrower_types_look_for_what_does_not_fit() {
        for (old, new, condition) in [
            ("bigint", "int", "{} NOT BETWEEN -2147483648 AND 2147483647"),
            ("int", "int unsigned", "{} NOT BETWEEN 0 AND 4294967295"),
            ("varchar(20)", "varchar(10)", "CHAR_LENGTH({}) > 10"),
            ("enum('a','b')", "enum('a')", "{} NOT IN ('a')"),
            ("set('a','b')", "set('a')", "FIND_IN_SET('b', {}) > 0"),
            ("decimal(10,2)", "decimal(5,2)", "ABS({}) >= 1000"),
            ("decimal(5,2)", "decimal(5,2) unsigned", "{} < 0"),
            ("text", "tinytext", "LENGTH({}) > 255"),
        ] {
            assert_eq!(between(old, new), Fits(Some(condition.to_owned())), "{old} to {new}");
        }
    }

    #[test]
    fn what_may_become_another_value_is_told() {
        for (old, new) in
            [("decimal(10,4)", "decimal(10,2)"), ("double", "int"), ("datetime(6)", "datetime"), ("varchar(10)", "int")]
        {
            assert_eq!(between(old, new), Loses, "{old} to {new}");
        }
    }
}
