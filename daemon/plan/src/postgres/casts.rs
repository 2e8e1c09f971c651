//! What is known of PostgreSQL's types: which change of a column's type needs a cast in words, writes every row again, or
//! loses values.
//!
//! Types are compared by the names that the server prints. What is not known here counts as dangerous.

/// How a value of one type becomes one of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cast {
    /// The server does it by itself on assignment.
    Assignment,
    /// `value::type`.
    Explicit,
    /// `value::text::type`.
    ByText,
    /// `ARRAY[value]::type`.
    Wrap,
}

/// A type's name apart from its modifier: `numeric(10,2)[]` is `numeric`, `10,2`, `[]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts<'a> {
    base: &'a str,
    suffix: &'a str,
    modifier: Option<&'a str>,
    dimensions: usize,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let element = text.trim_end_matches("[]");
        let dimensions = (text.len() - element.len()) / 2;
        match element.split_once('(') {
            Some((base, rest)) => {
                let (modifier, suffix) = rest.split_once(')').unwrap_or((rest, ""));
                Self { base, suffix, modifier: Some(modifier), dimensions }
            }
            None if element.starts_with("time") => {
                let (base, suffix) = element.split_at(element.find(' ').unwrap_or(element.len()));
                Self { base, suffix, modifier: None, dimensions }
            }
            None => Self { base: element, suffix: "", modifier: None, dimensions },
        }
    }

    fn numbers(&self) -> Option<(u32, u32)> {
        let modifier = self.modifier?;
        let (first, second) = modifier.split_once(',').unwrap_or((modifier, "0"));
        Some((first.trim().parse().ok()?, second.trim().parse().ok()?))
    }
}

const STRINGS: &[&str] = &["text", "character varying", "character", "name", "citext", "public.citext", "\"char\""];
const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double precision"];
const TIMES: &[&str] = &["date", "timestamp", "time"];

fn is_string(parts: &Parts<'_>) -> bool {
    STRINGS.contains(&parts.base)
}

/// How a column's values become those of the new type.
pub(super) fn cast(old: &str, new: &str) -> Cast {
    let (from, to) = (Parts::of(old), Parts::of(new));
    if to.dimensions == 1 && from.dimensions == 0 && new.trim_end_matches("[]") == old {
        return Cast::Wrap;
    }
    if from.dimensions != to.dimensions {
        return if is_string(&from) || is_string(&to) { Cast::Explicit } else { Cast::ByText };
    }
    let (from, to) = (Parts { dimensions: 0, ..from }, Parts { dimensions: 0, ..to });
    let both = |list: &[&str]| list.contains(&from.base) && list.contains(&to.base);
    if from.base == to.base && from.base != "interval" || is_string(&to) || both(NUMBERS) {
        return Cast::Assignment;
    }
    match (from.base, to.base) {
        ("date", "timestamp")
        | ("timestamp", "date" | "time")
        | ("time", "interval")
        | ("interval", "time" | "interval") => Cast::Assignment,
        ("json", "jsonb") | ("jsonb", "json") | ("cidr", "inet") | ("inet", "cidr") => Cast::Assignment,
        ("bit", "bit varying") | ("bit varying", "bit") | ("integer", "oid" | "regclass") | ("oid", "bigint") => {
            Cast::Assignment
        }
        ("integer", "boolean") | ("boolean", "integer") => Cast::Explicit,
        ("integer" | "bigint", "bit") | ("bit", "integer" | "bigint") => Cast::Explicit,
        _ if is_string(&from) => Cast::Explicit,
        _ => Cast::ByText,
    }
}

/// Whether the server writes the table again for the change.
pub(super) fn rewrites(old: &str, new: &str) -> bool {
    let (from, to) = (Parts::of(old), Parts::of(new));
    if old == new {
        return false;
    }
    if from.dimensions != to.dimensions {
        return true;
    }
    let is_wider = |from: Option<(u32, u32)>, to: Option<(u32, u32)>| match (from, to) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => to.0 >= from.0,
    };
    match (from.base, to.base) {
        ("character varying", "text") | ("text", "character varying") | ("character varying", "character varying") => {
            !is_wider(from.numbers(), to.numbers())
        }
        ("text" | "character varying", "citext" | "public.citext")
        | ("citext" | "public.citext", "text" | "character varying") => to.modifier.is_some(),
        ("numeric", "numeric") => match (from.numbers(), to.numbers()) {
            (_, None) => false,
            (Some(from), Some(to)) => !(to.0 >= from.0 && to.1 == from.1),
            (None, Some(_)) => true,
        },
        ("bit varying", "bit varying") => !is_wider(from.numbers(), to.numbers()),
        ("timestamp" | "time", one) if one == from.base && from.suffix == to.suffix => {
            from.dimensions > 0
                || !(is_wider(from.numbers(), to.numbers()) || to.numbers().is_some_and(|(digits, _)| digits >= 6))
        }
        ("interval", "interval") => !is_wider(from.numbers(), to.numbers()) || from.suffix != to.suffix,
        ("cidr", "inet") | ("integer", "oid") | ("oid", "integer") | ("xml", "text") => false,
        _ => true,
    }
}

/// Whether values may change or vanish on the way, so that casting back would not give them again.
pub(super) fn loses(old: &str, new: &str) -> bool {
    let (from, to) = (Parts::of(old), Parts::of(new));
    let widening: &[(&str, &[&str])] = &[
        ("smallint", &["integer", "bigint", "numeric", "real", "double precision"]),
        ("integer", &["bigint", "numeric", "double precision", "oid"]),
        ("bigint", &["numeric"]),
        ("real", &["double precision"]),
        ("date", &["timestamp"]),
        ("cidr", &["inet"]),
    ];
    let is_listed = widening.iter().any(|(base, wider)| *base == from.base && wider.contains(&to.base));
    let is_plain = to.modifier.is_none() && from.dimensions == to.dimensions;
    match cast(old, new) {
        // An array of one holds the value, but casting back gives its braces too: the value itself is kept for that.
        Cast::Wrap => true,
        // Text holds what the type itself reads again.
        _ if is_string(&to)
            && is_plain
            && !matches!(to.base, "name" | "character" | "\"char\"")
            && from.base != "character" =>
        {
            false
        }
        // Too long a text is an error, not a loss.
        _ if is_string(&from) && is_string(&to) => to.base == "character" || from.base == "character",
        Cast::Assignment if is_listed && is_plain => false,
        // A text that the type cannot read is an error; one that it reads may be spelled in another way.
        _ => rewrites(old, new) && !is_narrower_integer(from.base, to.base),
    }
}

/// A number too big for the narrower integer is an error, not a loss.
fn is_narrower_integer(from: &str, to: &str) -> bool {
    let place = |base| ["smallint", "integer", "bigint"].iter().position(|known| *known == base);
    matches!((place(from), place(to)), (Some(from), Some(to)) if to <= from)
}

/// Whether the change can fail on existing values.
pub(super) fn may_fail(old: &str, new: &str) -> bool {
    let (from, to) = (Parts::of(old), Parts::of(new));
    if !rewrites(old, new) || (is_string(&to) && to.modifier.is_none()) {
        return false;
    }
    loses(old, new) || is_narrower_integer(from.base, to.base) || (is_string(&from) && to.modifier.is_some())
}

/// Whether a default of the old type is one of the new without a word.
pub(super) fn keeps_default(old: &str, new: &str) -> bool {
    let (from, to) = (Parts::of(old), Parts::of(new));
    from.dimensions == to.dimensions
        && (from.base == to.base || NUMBERS.contains(&from.base) && NUMBERS.contains(&to.base))
}

/// Whether a date or time changes its meaning with the session's time zone.
pub(super) fn depends_on_time_zone(old: &str, new: &str) -> bool {
    let (from, to) = (Parts::of(old), Parts::of(new));
    let has_zone = |text: &str| text.contains("with time zone");
    TIMES.contains(&from.base) && TIMES.contains(&to.base) && has_zone(old) != has_zone(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_a_varchar_or_a_numeric_writes_nothing() {
        for (old, new) in [
            ("character varying(10)", "character varying(20)"),
            ("character varying(10)", "text"),
            ("text", "character varying"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("timestamp(3) without time zone", "timestamp(6) without time zone"),
            ("cidr", "inet"),
        ] {
            assert!(!rewrites(old, new), "{old} → {new}");
            assert!(!loses(old, new), "{old} → {new}");
        }
    }

    #[test]
    fn what_narrows_or_converts_writes_every_row() {
        for (old, new) in [
            ("integer", "bigint"),
            ("character varying(20)", "character varying(10)"),
            ("text", "integer"),
            ("numeric(10,2)", "numeric(10,4)"),
            ("timestamp without time zone", "timestamp with time zone"),
            ("text", "text[]"),
        ] {
            assert!(rewrites(old, new), "{old} → {new}");
        }
    }

    #[test]
    fn text_is_cast_in_words_and_numbers_are_not() {
        assert_eq!(cast("text", "integer"), Cast::Explicit);
        assert_eq!(cast("integer", "bigint"), Cast::Assignment);
        assert_eq!(cast("integer", "uuid"), Cast::ByText);
        assert_eq!(cast("integer", "integer[]"), Cast::Wrap);
        assert_eq!(cast("timestamp without time zone", "timestamp with time zone"), Cast::Assignment);
    }
}
