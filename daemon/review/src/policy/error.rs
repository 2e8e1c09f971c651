//! Why a policy is refused, and where it says so.
//!
//! Invariant: an error names the key and, where one is near, the name that is likely meant.

use std::ops::Range;

use schema::sql::{LineIndex, distance};

use super::PACKS;
use crate::rule::Rule;
use crate::rules::RULES;

/// Why a policy is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML.
    #[error("not valid TOML: {0}")]
    Toml(String),
    /// A pack that is not shipped.
    #[error(
        "there is no pack `{name}`{}; the packs are {known}, and a file is named by its path, such as \"base.toml\"",
        meant(.nearest.as_deref()), known = packs()
    )]
    UnknownPack {
        /// What was asked for.
        name: String,
        /// What is likely meant.
        nearest: Option<String>,
    },
    /// A rule that does not exist.
    #[error("there is no rule `{code}`{}", meant(.nearest.as_deref()))]
    UnknownRule {
        /// What was asked for.
        code: String,
        /// What is likely meant.
        nearest: Option<String>,
    },
    /// A key that means nothing.
    #[error("`{key}` is not a key of {of}{}; known are {known}", meant(.nearest.as_deref()))]
    UnknownKey {
        /// The key.
        key: String,
        /// What it stands in.
        of: String,
        /// What is likely meant.
        nearest: Option<String>,
        /// What there is.
        known: String,
    },
    /// A parameter that the rule does not have.
    #[error("rule `{rule}` has no parameter `{name}`{}; it has {known}", meant(.nearest.as_deref()))]
    UnknownParameter {
        /// The rule.
        rule: &'static str,
        /// What was set.
        name: String,
        /// What is likely meant.
        nearest: Option<String>,
        /// What it has.
        known: String,
    },
    /// A value of another kind.
    #[error("`{key}` must be {wanted}")]
    Wrong {
        /// The key.
        key: String,
        /// What it must be.
        wanted: String,
    },
    /// A class of tables without a bound.
    #[error("the class `{0}` has no bound; write `rows = 1_000_000` or `bytes = \"10GB\"` into `[size.{0}]`")]
    NoBound(String),
    /// A file that extends itself.
    #[error("it extends itself: {0}")]
    Circle(String),
    /// A file that cannot be read.
    #[error("cannot extend `{path}`: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

fn packs() -> String {
    listed(PACKS.iter().map(|(name, _)| format!("groundline:{name}")))
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

/// Names for a message.
fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The name that is likely meant, where one is near.
fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let closest = names.into_iter().map(|name| (distance(wrong, name), name)).min();
    closest.filter(|(far, name)| *far <= 2 + name.len() / 4).map(|(_, name)| name.to_owned())
}

/// A name as a message shows it: not longer than a line.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

impl PolicyError {
    /// The error about a rule that does not exist.
    pub(crate) fn unknown_rule(code: &str) -> Self {
        let names = RULES.iter().flat_map(|rule| std::iter::once(rule.code).chain(rule.aliases.iter().copied()));
        let code = short(code);
        Self::UnknownRule { nearest: nearest(&code, names), code }
    }

    pub(super) fn unknown_pack(name: &str) -> Self {
        let name = short(name);
        let bare = name.strip_prefix("groundline:").unwrap_or(&name);
        let near = nearest(bare, PACKS.iter().map(|(known, _)| *known));
        Self::UnknownPack { nearest: near.map(|near| format!("groundline:{near}")), name }
    }

    pub(super) fn unknown_key(key: &str, of: &str, known: &[&str]) -> Self {
        let key = short(key);
        let nearest = nearest(&key, known.iter().copied());
        Self::UnknownKey { nearest, of: of.to_owned(), known: listed(known), key }
    }

    pub(super) fn unknown_parameter(rule: &'static Rule, name: &str) -> Self {
        let names = || std::iter::once("level").chain(rule.parameters.iter().map(|parameter| parameter.name));
        let name = short(name);
        Self::UnknownParameter { rule: rule.code, nearest: nearest(&name, names()), known: listed(names()), name }
    }

    pub(super) fn wrong(key: &str, wanted: impl Into<String>) -> Self {
        Self::Wrong { key: key.to_owned(), wanted: wanted.into() }
    }
}

/// One error with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{line}:{column}: {error}", path_before(path))]
pub struct PolicyFault {
    /// The file; empty where the policy is none.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The place in bytes of the file.
    pub span: Range<usize>,
    /// What is wrong.
    pub error: PolicyError,
}

fn path_before(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}:") }
}

impl PolicyFault {
    pub(super) fn new(path: &str, lines: &LineIndex<'_>, span: Range<usize>, error: PolicyError) -> Self {
        let start = lines.position(span.start);
        Self { path: path.to_owned(), line: start.line, column: start.column, span, error }
    }
}

/// Everything that is wrong with a policy, in the order of its places; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PolicyFaults(pub Vec<PolicyFault>);
