//! One value of a settings file, with its place, and its reading as a type.
//!
//! Not the meaning of a value. Invariant: a reading either gives the type or has reported why not.

use std::fmt::Display;
use std::ops::Range;

use review::condition::{Condition, Vocabulary};
use toml::Spanned;
use toml::de::DeValue;

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::section::{Report, Section};
use super::shape::Shape;
use super::source::{Source, quoted};

/// A value, the key that it belongs to, and where both stand.
#[derive(Clone)]
pub(super) struct Value<'s> {
    source: &'s Source,
    key: &'s str,
    key_span: Range<usize>,
    span: Range<usize>,
    value: &'s DeValue<'s>,
}

/// A text of a settings file and where it stands.
#[derive(Clone)]
pub(super) struct Text<'s> {
    pub(super) source: &'s Source,
    pub(super) key: &'s str,
    pub(super) span: Range<usize>,
    pub(super) text: &'s str,
}

/// An error of a parser of texts: it knows its code and what to do.
pub(super) trait Fault: Display {
    /// The code that it is reported with.
    fn code(&self) -> Code;
    /// What to do.
    fn hint(&self) -> Option<String>;
}

impl<'s> Value<'s> {
    pub(super) fn new(
        source: &'s Source,
        key: &'s str,
        key_span: Range<usize>,
        value: &'s Spanned<DeValue<'s>>,
    ) -> Self {
        Self { source, key, key_span, span: value.span(), value: value.get_ref() }
    }

    /// The key.
    pub(super) fn key(&self) -> Text<'s> {
        Text { source: self.source, key: self.key, span: self.key_span.clone(), text: self.key }
    }

    /// An error at the value.
    pub(super) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.source.error(code, &self.span, message)
    }

    /// An error at the key.
    pub(super) fn at_key(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.source.error(code, &self.key_span, message)
    }

    /// Reads a string.
    pub(super) fn string(&self, example: &str, report: &mut Report) -> Option<Text<'s>> {
        match self.value {
            DeValue::String(text) => {
                Some(Text { source: self.source, key: self.key, span: self.span.clone(), text: text.as_ref() })
            }
            _ => self.wrong("a string", example, report),
        }
    }

    /// Reads `true` or `false`.
    pub(super) fn boolean(&self, example: &str, report: &mut Report) -> Option<bool> {
        match self.value {
            DeValue::Boolean(value) => Some(*value),
            _ => self.wrong("`true` or `false`", example, report),
        }
    }

    /// Reads a whole number.
    pub(super) fn integer(&self, example: &str, report: &mut Report) -> Option<i64> {
        match self.value {
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Some(number),
                Err(_) => self.wrong("a whole number that fits 64 bits", example, report),
            },
            _ => self.wrong("a whole number", example, report),
        }
    }

    /// Reads a date or date-time.
    pub(super) fn datetime(&self, example: &str, report: &mut Report) -> Option<toml::value::Datetime> {
        match self.value {
            DeValue::Datetime(moment) => Some(*moment),
            _ => self.wrong("a date without quotes", example, report),
        }
    }

    /// Reads a list of strings; a value of another type in it is reported and left out.
    pub(super) fn strings(&self, example: &str, report: &mut Report) -> Option<Vec<Text<'s>>> {
        let items = self.items("a list of strings", example, report)?;
        Some(
            items
                .iter()
                .filter_map(|item| item.string(&format!("{example}, whose items are strings"), report))
                .collect(),
        )
    }

    /// Reads a list of tables, written as `[[key]]` or `[{…}, …]`.
    pub(super) fn tables(&self, shape: &'static Shape, report: &mut Report) -> Vec<Section<'s>> {
        let items = self.items("a list of tables", shape.header, report).unwrap_or_default();
        items.iter().filter_map(|item| item.table(shape, report)).collect()
    }

    /// Reads a table of a shape.
    pub(super) fn table(&self, shape: &'static Shape, report: &mut Report) -> Option<Section<'s>> {
        match self.value {
            DeValue::Table(table) => Some(Section::new(self.source, shape, self.span.clone(), table)),
            _ => self.wrong("a table", shape.header, report),
        }
    }

    /// Reads a table whose keys are free.
    pub(super) fn entries(&self, example: &str, report: &mut Report) -> Option<Vec<Value<'s>>> {
        match self.value {
            DeValue::Table(table) => Some(
                table
                    .iter()
                    .map(|(key, value)| Self::new(self.source, key.get_ref().as_ref(), key.span(), value))
                    .collect(),
            ),
            _ => self.wrong("a table", example, report),
        }
    }

    /// Reads a string, `true` or `false`, or an integer, as text.
    pub(super) fn scalar(&self, example: &str, report: &mut Report) -> Option<String> {
        match self.value {
            DeValue::Boolean(value) => Some(value.to_string()),
            DeValue::Integer(_) => self.integer(example, report).map(|number| number.to_string()),
            _ => self.string(example, report).map(|text| text.text.to_owned()),
        }
    }

    /// Whether it is a string.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.value, DeValue::String(_))
    }

    /// Whether it is `true` or `false`.
    pub(super) fn is_boolean(&self) -> bool {
        matches!(self.value, DeValue::Boolean(_))
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Reports that the type is not the expected one.
    pub(super) fn wrong<T>(&self, expected: &str, example: &str, report: &mut Report) -> Option<T> {
        let found = match self.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("{} must be {expected}, and this is {found}", quoted(self.key));
        let hint = match example.starts_with('[') && expected.contains("table") {
            true => format!("write {example}"),
            false => format!("write {} = {example}", self.key),
        };
        report.push(self.error(Code::WrongType, message).hint(hint));
        None
    }

    fn items(&self, expected: &str, example: &str, report: &mut Report) -> Option<Vec<Value<'s>>> {
        match self.value {
            DeValue::Array(items) => {
                Some(items.iter().map(|item| Self::new(self.source, self.key, self.key_span.clone(), item)).collect())
            }
            _ => self.wrong(expected, example, report),
        }
    }
}

impl<'s> Text<'s> {
    /// A part of the text, by its bytes; the whole of it where it is not written as it reads, such as with escapes.
    pub(super) fn within(&self, part: &Range<usize>) -> Self {
        let quotes = ["\"\"\"", "'''", "\"", "'"];
        let written = self.source.text.get(self.span.clone()).unwrap_or_default();
        let quote = quotes.into_iter().find(|quote| written.starts_with(quote)).unwrap_or_default();
        let start = self.span.start + quote.len();
        let is_plain = written.get(quote.len()..).is_some_and(|rest| rest.starts_with(self.text));
        let span = if is_plain { start + part.start..start + part.end } else { self.span.clone() };
        Self { span, ..self.clone() }
    }

    /// An error at the text.
    pub(super) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.source.error(code, &self.span, message)
    }

    /// Reads the text with a parser; what the parser says is reported.
    pub(super) fn parse<T, E: Fault>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, E>,
        report: &mut Report,
    ) -> Option<T> {
        match parse(self.text) {
            Ok(value) => Some(value),
            Err(fault) => {
                let message = format!("{}: {fault}", quoted(self.key));
                report.push(self.error(fault.code(), message).maybe_hint(fault.hint()));
                None
            }
        }
    }

    /// Reads a condition; what is wrong with it is reported where it stands. The environments that it names must be there.
    pub(super) fn condition(
        &self,
        vocabulary: &Vocabulary,
        environments: Option<&[Name]>,
        report: &mut Report,
    ) -> Option<Condition> {
        let condition = match Condition::parse(self.text, vocabulary) {
            Ok(condition) => condition,
            Err(fault) => {
                let message = format!("{}: {fault}", quoted(self.key));
                let error = self.within(&fault.span).error(Code::BadCondition, message);
                report.push(error.maybe_hint(fault.hint));
                return None;
            }
        };
        let names = || environments.into_iter().flatten().map(Name::as_str);
        for compared in condition.compared("environment") {
            if environments.is_some() && !names().any(|name| name == compared.text) {
                let near = did_you_mean(compared.text, names());
                let message = format!("there is no environment {}{near}", quoted(compared.text));
                let hint = short_list(names()).map(|list| format!("the environments are {list}"));
                let place = self.within(compared.span);
                report.push(place.error(Code::UnknownEnvironment, message).maybe_hint(hint));
            }
        }
        Some(condition)
    }

    /// Reads one of a few words.
    pub(super) fn choose<T: Copy>(&self, words: &[(&'static str, T)], report: &mut Report) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == self.text).map(|(_, value)| *value);
        if found.is_none() {
            let names = || words.iter().map(|(word, _)| *word);
            let near = did_you_mean(self.text, names());
            let message = format!("{} cannot be {}{near}", quoted(self.key), quoted(self.text));
            let hint = short_list(names()).map(|list| format!("{} is one of {list}", quoted(self.key)));
            report.push(self.error(Code::BadValue, message).maybe_hint(hint));
        }
        found
    }
}
