//! Where in the text of a policy an error is.
//!
//! Not what is wrong. Invariant: a place is within the text, whatever the text is.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::PolicyError;

impl PolicyError {
    /// The bytes of the policy's text that it is about; `None` where they cannot be told.
    pub fn span(&self, text: &str) -> Option<Range<usize>> {
        if let Self::Toml(error) = self {
            return error.span();
        }
        let (table, _) = DeTable::parse_recoverable(text);
        first(table.get_ref(), "", &|found| match (self, found) {
            (Self::UnknownPack(name), Found::Item(item)) => {
                item.get_ref().as_str().is_some_and(|item| item.strip_prefix("groundline:").unwrap_or(item) == name)
            }
            (Self::UnknownRule { code, .. }, Found::Key(path, key)) => key == code && path.contains("rules."),
            (Self::UnknownKey { key }, Found::Key(path, _)) => path == key,
            (Self::UnknownParameter { name, .. }, Found::Key(_, key)) => key == name,
            (Self::Wrong { key, .. }, Found::Value(path)) => path == key,
            _ => false,
        })
    }
}

/// Something of a policy: a key with its whole dotted path, its value, or an item of a list.
enum Found<'a> {
    Key(&'a str, &'a str),
    Value(&'a str),
    Item(&'a Spanned<DeValue<'a>>),
}

/// The first thing, in the order of the text's tables, that is meant.
fn first(table: &DeTable<'_>, above: &str, is_meant: &dyn Fn(Found<'_>) -> bool) -> Option<Range<usize>> {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        if is_meant(Found::Key(&path, name)) {
            return Some(key.span());
        }
        if is_meant(Found::Value(&path)) {
            // The span of a table is that of its header, which may be elsewhere.
            return Some(if value.get_ref().is_table() { key.span() } else { value.span() });
        }
        let within = match value.get_ref() {
            DeValue::Table(inner) => first(inner, &path, is_meant),
            DeValue::Array(items) => items.iter().find(|item| is_meant(Found::Item(item))).map(Spanned::span),
            _ => None,
        };
        if within.is_some() {
            return within;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Policy;

    #[track_caller]
    fn is_at(text: &str, expected: &str) {
        let error = Policy::parse(text).expect_err("it is wrong");
        let span = error.span(text).unwrap_or_else(|| panic!("no place: {error}"));
        assert_eq!(&text[span], expected, "{error}");
    }

    #[test]
    fn an_error_is_where_the_text_is_wrong() {
        is_at("extends = [\"groundline:default\", \"groundline:nope\"]\n", "\"groundline:nope\"");
        is_at("[rules]\ndrop-tabel = \"error\"\n", "drop-tabel");
        is_at("[environment.prod.rules]\ndrop-tabel = \"error\"\n", "drop-tabel");
        is_at("[rules.drop-table]\nlevel = \"fatal\"\n", "\"fatal\"");
        is_at("[rules.naming-table]\nlevel = \"error\"\nmax_lenght = 3\n", "max_lenght");
        is_at("[path.\"a/*.sql\".rules]\ndrop-table = \"fatal\"\n", "\"fatal\"");
        is_at("rulez = 1\n", "rulez");
        is_at("extends = 7\n", "7");
        let broken = Policy::parse("[rules\n").expect_err("no TOML");
        assert!(broken.span("[rules\n").is_some());
    }
}
