//! The parameters of one rule, as they hold at one place.
//!
//! Not their meaning, which is the rule's.
//!
//! Invariant: every parameter that the rule declares has a value of its kind.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use regex::Regex;

use crate::rule::{Parameter, Rule, Value};

/// A value that a policy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Number(i64),
    Text(String),
    Flag(bool),
    List(Vec<String>),
}

/// The parameters of one rule.
#[derive(Debug, Default)]
pub struct Parameters {
    held: BTreeMap<&'static str, Held>,
    patterns: Mutex<BTreeMap<String, Option<Arc<Regex>>>>,
}

impl Parameters {
    pub(super) fn of(rule: &Rule) -> Self {
        let held = rule.parameters.iter().map(|parameter| (parameter.name, own(parameter))).collect();
        Self { held, patterns: Mutex::default() }
    }

    pub(super) fn set(&mut self, values: &BTreeMap<&'static str, Held>) {
        self.held.extend(values.iter().map(|(name, value)| (*name, value.clone())));
    }

    /// A number; 0 where the rule declares none of this name.
    pub fn number(&self, name: &str) -> i64 {
        match self.held.get(name) {
            Some(Held::Number(number)) => *number,
            _ => 0,
        }
    }

    /// A count.
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).unwrap_or(0)
    }

    /// A text.
    pub fn text(&self, name: &str) -> &str {
        match self.held.get(name) {
            Some(Held::Text(text)) => text,
            _ => "",
        }
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.held.get(name), Some(Held::Flag(true)))
    }

    /// Texts.
    pub fn list(&self, name: &str) -> &[String] {
        match self.held.get(name) {
            Some(Held::List(list)) => list,
            _ => &[],
        }
    }

    /// Whether a list has a text, in whatever case.
    pub fn has(&self, name: &str, text: &str) -> bool {
        self.list(name).iter().any(|known| known.eq_ignore_ascii_case(text))
    }

    /// Whether a text matches a regular expression; one that is not valid was refused when the policy was read.
    pub fn is_match(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        if !patterns.contains_key(pattern) {
            let compiled = Regex::new(pattern).ok().map(Arc::new);
            patterns.insert(pattern.to_owned(), compiled);
        }
        patterns.get(pattern).and_then(Option::as_ref).is_none_or(|pattern| pattern.is_match(text))
    }
}

fn own(parameter: &Parameter) -> Held {
    match parameter.default {
        Value::Number(number) => Held::Number(number),
        Value::Text(text) => Held::Text(text.to_owned()),
        Value::Flag(flag) => Held::Flag(flag),
        Value::List(list) => Held::List(list.iter().map(|text| (*text).to_owned()).collect()),
    }
}
