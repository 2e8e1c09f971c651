//! Reads a policy from TOML.
//!
//! Not where it comes from.
//!
//! Invariant: an error names the key and, where one is near, the name that is likely meant.

use std::collections::BTreeMap;

use schema::sql::distance;
use toml::{Table, Value};

use super::parameters::Held;
use super::{Layer, PACKS, Policy, Scope, Setting};
use crate::finding::Level;
use crate::rule::{Parameter, Rule, Value as Kind};
use crate::rules::{self, RULES};

/// Why a policy is refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML.
    #[error("not valid TOML")]
    Toml(#[from] toml::de::Error),
    /// A pack that is not shipped.
    #[error("there is no pack `{name}`; the packs are {known}", name = .0, known = packs())]
    UnknownPack(String),
    /// A rule that does not exist.
    #[error("there is no rule `{code}`{}", meant(.nearest.as_deref()))]
    UnknownRule {
        /// What was asked for.
        code: String,
        /// What is likely meant.
        nearest: Option<String>,
    },
    /// A key that means nothing.
    #[error("`{key}` is not a key of a review policy; known are `extends`, `rules`, `environment`, `path`, `target`")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A parameter that the rule does not have.
    #[error("rule `{rule}` has no parameter `{name}`; it has {known}")]
    UnknownParameter {
        /// The rule.
        rule: &'static str,
        /// What was set.
        name: String,
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
}

fn packs() -> String {
    let names: Vec<_> = PACKS.iter().map(|(name, _)| format!("`groundline:{name}`")).collect();
    names.join(", ")
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

impl PolicyError {
    /// The error about a rule that does not exist.
    pub(crate) fn unknown_rule(code: &str) -> Self {
        let names = RULES.iter().flat_map(|rule| std::iter::once(rule.code).chain(rule.aliases.iter().copied()));
        let short: String = code.chars().take(80).collect();
        let closest = names.map(|name| (distance(&short, name), name)).min();
        let nearest = closest.filter(|(far, name)| *far <= 2 + name.len() / 4).map(|(_, name)| name.to_owned());
        Self::UnknownRule { code: short, nearest }
    }

    fn wrong(key: impl Into<String>, wanted: impl Into<String>) -> Self {
        Self::Wrong { key: key.into(), wanted: wanted.into() }
    }
}

pub(super) fn policy(text: &str) -> Result<Policy, PolicyError> {
    let table: Table = toml::from_str(text)?;
    let mut policy = extended(&table)?;
    if let Some(rules) = table.get("rules") {
        policy.layers.push(layer(Scope::Everywhere, "rules", rules)?);
    }
    for key in ["environment", "path", "target"] {
        for (name, inner) in entries(&table, key)? {
            let rules = inner
                .get("rules")
                .ok_or_else(|| PolicyError::wrong(format!("{key}.{name}"), "a table with `rules`"))?;
            policy.layers.push(layer(scope(key, name.clone()), &format!("{key}.{name}.rules"), rules)?);
        }
    }
    let known = ["extends", "rules", "environment", "path", "target"];
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(PolicyError::UnknownKey { key: key.clone() }),
        None => Ok(policy),
    }
}

fn scope(key: &str, name: String) -> Scope {
    match key {
        "environment" => Scope::Environment(name),
        "path" => Scope::Path(name),
        _ => Scope::Target(name),
    }
}

/// What the policy starts from: the default pack where it does not say.
fn extended(table: &Table) -> Result<Policy, PolicyError> {
    let Some(value) = table.get("extends") else { return Ok(Policy::default()) };
    let wanted = || PolicyError::wrong("extends", "a list of packs, such as [\"groundline:default\"]");
    let names = value.as_array().ok_or_else(wanted)?;
    let mut policy = Policy { own_levels: false, layers: Vec::new() };
    for name in names {
        let pack = Policy::pack(name.as_str().ok_or_else(wanted)?)?;
        policy.own_levels |= pack.own_levels;
        policy.layers.extend(pack.layers);
    }
    Ok(policy)
}

fn entries<'a>(table: &'a Table, key: &str) -> Result<Vec<(&'a String, &'a Table)>, PolicyError> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let wanted = |key: String| PolicyError::wrong(key, "a table");
    let inner = value.as_table().ok_or_else(|| wanted(key.to_owned()))?;
    let entry = |(name, value): (&'a String, &'a Value)| {
        value.as_table().map(|table| (name, table)).ok_or_else(|| wanted(format!("{key}.{name}")))
    };
    inner.iter().map(entry).collect()
}

fn layer(scope: Scope, key: &str, value: &Value) -> Result<Layer, PolicyError> {
    let table = value.as_table().ok_or_else(|| PolicyError::wrong(key, "a table of rules"))?;
    let mut rules = BTreeMap::new();
    for (code, value) in table {
        let called = rules::called(code);
        if called.is_empty() {
            return Err(PolicyError::unknown_rule(code));
        }
        let key = format!("{key}.{code}");
        for rule in called {
            rules.insert(rule.code, setting(rule, &key, value)?);
        }
    }
    Ok(Layer { scope, rules })
}

/// `CODE = "level"`, or a table with the level and parameters.
fn setting(rule: &'static Rule, key: &str, value: &Value) -> Result<Setting, PolicyError> {
    let level = |key: &str, value: &Value| {
        let found = value.as_str().and_then(Level::parse);
        found.ok_or_else(|| PolicyError::wrong(key, "one of `off`, `notice`, `warning`, `error`"))
    };
    if value.is_str() {
        return Ok(Setting { level: Some(level(key, value)?), ..Setting::default() });
    }
    let table =
        value.as_table().ok_or_else(|| PolicyError::wrong(key, "a level, or a table with level and parameters"))?;
    let mut setting = Setting::default();
    for (name, value) in table {
        let key = format!("{key}.{name}");
        if name == "level" {
            setting.level = Some(level(&key, value)?);
            continue;
        }
        let parameter = rule.parameters.iter().find(|parameter| parameter.name == name);
        let parameter = parameter.ok_or_else(|| unknown_parameter(rule, name))?;
        setting.parameters.insert(parameter.name, held(parameter, &key, value)?);
    }
    Ok(setting)
}

fn unknown_parameter(rule: &'static Rule, name: &str) -> PolicyError {
    let names: Vec<_> = rule.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
    let known = if names.is_empty() { "none but `level`".to_owned() } else { names.join(", ") };
    PolicyError::UnknownParameter { rule: rule.code, name: name.to_owned(), known }
}

fn held(parameter: &Parameter, key: &str, value: &Value) -> Result<Held, PolicyError> {
    let wrong = |wanted: &str| PolicyError::wrong(key, wanted);
    match parameter.default {
        Kind::Number(_) => value.as_integer().map(Held::Number).ok_or_else(|| wrong("a whole number")),
        Kind::Flag(_) => value.as_bool().map(Held::Flag).ok_or_else(|| wrong("true or false")),
        Kind::Text(_) => {
            let text = value.as_str().ok_or_else(|| wrong("a text"))?;
            if parameter.name.ends_with("format") {
                pattern(text).map_err(|error| wrong(&format!("a regular expression: {error}")))?;
            }
            Ok(Held::Text(text.to_owned()))
        }
        Kind::List(_) => {
            let list = value.as_array().ok_or_else(|| wrong("a list of texts"))?;
            let texts = list.iter().map(|one| one.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
            texts.map(Held::List).ok_or_else(|| wrong("a list of texts"))
        }
    }
}

/// A format with its placeholders filled is a regular expression.
fn pattern(format: &str) -> Result<(), regex::Error> {
    let mut filled = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once("{{") {
        let (_, behind) = after.split_once("}}").unwrap_or((after, ""));
        filled.push_str(before);
        filled.push('x');
        rest = behind;
    }
    filled.push_str(rest);
    regex::Regex::new(&filled).map(|_| ())
}
