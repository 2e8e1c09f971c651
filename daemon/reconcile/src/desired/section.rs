//! Tables of settings with the place of every key and value.
//!
//! Not the meaning of a key. Invariant: a key that nobody took is reported; a value of a wrong type is reported where it
//! stands.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::keys::SHAPES;
use super::nearest::{did_you_mean, nearest, short_list};
use super::shape::Shape;
use super::source::{Source, quoted};
use super::value::Value;

/// The most complaints about the TOML of a file or the keys of a table: what follows is usually more of the same.
const MOST: usize = 20;

/// What was found wrong so far.
pub(super) type Report = Vec<Diagnostic>;

/// Parses a settings file and hands its top table to `read`; broken TOML is reported and nothing is read.
pub(super) fn document<T>(
    source: &Source,
    shape: &'static Shape,
    report: &mut Report,
    read: impl FnOnce(Section<'_>, &mut Report) -> T,
) -> Option<T> {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        return Some(read(Section::new(source, shape, 0..0, document.get_ref()), report));
    }
    for error in errors.iter().take(MOST) {
        let span = error.span().unwrap_or(0..0);
        let message = format!("it is not TOML: {}", error.message().trim_end());
        report.push(source.error(Code::BrokenToml, &span, message).maybe_hint(syntax_hint(error.message())));
    }
    None
}

fn syntax_hint(message: &str) -> Option<String> {
    let hint = match message {
        m if m.starts_with("duplicate key") => "a key or table stands once; `[[…]]` begins another table of a list",
        m if m.contains("string values must be quoted") => "texts stand in quotes: key = \"value\"",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// One table: the keys that were not taken yet.
pub(super) struct Section<'s> {
    source: &'s Source,
    shape: &'static Shape,
    header: Range<usize>,
    left: BTreeMap<&'s str, Value<'s>>,
}

impl<'s> Section<'s> {
    /// A table that must have the given shape; `header` is where it begins.
    pub(super) fn new(source: &'s Source, shape: &'static Shape, header: Range<usize>, table: &'s DeTable<'s>) -> Self {
        let value = |(key, value): (&'s toml::Spanned<_>, &'s toml::Spanned<DeValue<'s>>)| {
            let name: &'s std::borrow::Cow<'s, str> = key.get_ref();
            (name.as_ref(), Value::new(source, name.as_ref(), key.span(), value))
        };
        Self { source, shape, header, left: table.iter().map(value).collect() }
    }

    /// Takes the value of a key of the shape, if it is there.
    pub(super) fn take(&mut self, key: &str) -> Option<Value<'s>> {
        debug_assert!(self.shape.key(key).is_some(), "`{key}` is read and is not in the list of keys");
        self.left.remove(key)
    }

    /// The value of a key without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<Value<'s>> {
        self.left.get(key).cloned()
    }

    /// Takes the value of a key that must be there.
    pub(super) fn require(&mut self, key: &str, report: &mut Report) -> Option<Value<'s>> {
        let value = self.take(key);
        if value.is_none() {
            let example = self.shape.key(key).map_or("…", |key| key.example);
            let message = format!("{} has no `{key}`", self.shape.title());
            report.push(self.error(Code::MissingKey, message).hint(format!("write {key} = {example}")));
        }
        value
    }

    /// An error about the table as a whole, at its header.
    pub(super) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.source.error(code, &self.header, message)
    }

    /// Ends the reading: what is left is not known.
    pub(super) fn finish(self, report: &mut Report) {
        report.extend(self.left.iter().take(MOST).map(|(key, value)| self.unknown(key, value)));
    }

    fn unknown(&self, key: &str, value: &Value<'_>) -> Diagnostic {
        if self.shape.later.contains(&key) {
            let message = format!("`{key}` is not built in this version, and leaving it unread would not be safe");
            return value.at_key(Code::NotBuilt, message).hint("take it out until a version reads it");
        }
        let message = format!("unknown key {}", quoted(key));
        if let Some(home) = self.elsewhere(key) {
            return value.at_key(Code::UnknownKey, message).hint(home);
        }
        let known = short_list(self.shape.names());
        let hint = known.map(|list| format!("the keys of {} are {list}", self.shape.title()));
        value.at_key(Code::UnknownKey, format!("{message}{}", did_you_mean(key, self.shape.names()))).maybe_hint(hint)
    }

    /// Where the key is known, when it is known elsewhere and nothing here is near.
    fn elsewhere(&self, key: &str) -> Option<String> {
        if nearest(key, self.shape.names()).is_some() {
            return None;
        }
        let home = SHAPES.iter().find(|shape| shape.key(key).is_some())?;
        Some(match home.header {
            "" => format!("`{key}` is a key of `{}`", home.file),
            header => format!("`{key}` is a key of `{header}` in `{}`", home.file),
        })
    }
}
