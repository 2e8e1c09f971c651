//! What the variables of a condition are in one case, and what the condition says of them.

use std::collections::{BTreeMap, BTreeSet};

/// What a variable is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, a word or a grade.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// Several texts.
    Texts(BTreeSet<String>),
    /// Texts by their keys.
    Table(BTreeMap<String, String>),
}

/// What the variables are; one that is absent is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<&'static str, Value>);

impl Values {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a text.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Value::Text(text.into()))
    }

    /// The same with a number; nothing where it is not known.
    #[must_use]
    pub fn number(self, name: &'static str, number: Option<u64>) -> Self {
        match number {
            Some(number) => self.with(name, Value::Number(i64::try_from(number).unwrap_or(i64::MAX))),
            None => self,
        }
    }

    /// The same with something that is true or false.
    #[must_use]
    pub fn truth(self, name: &'static str, truth: bool) -> Self {
        self.with(name, Value::Truth(truth))
    }

    /// The same with several texts.
    #[must_use]
    pub fn texts<T: Into<String>>(self, name: &'static str, texts: impl IntoIterator<Item = T>) -> Self {
        self.with(name, Value::Texts(texts.into_iter().map(Into::into).collect()))
    }

    /// The same with texts by their keys.
    #[must_use]
    pub fn table(self, name: &'static str, table: BTreeMap<String, String>) -> Self {
        self.with(name, Value::Table(table))
    }

    /// The same with a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.insert(name, value);
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

/// What a condition says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It depends on something that is not known. Who must not miss anything takes it for `Holds`.
    Unknown,
}

impl Answer {
    /// Whether it holds for sure.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Holds)
    }

    /// Whether it may hold: what protects takes this.
    pub const fn may_hold(self) -> bool {
        !matches!(self, Self::Fails)
    }

    pub(super) const fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }

    pub(super) const fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }
}
