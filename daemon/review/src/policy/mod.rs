//! Review policies: which rule has which level and parameters, where.
//!
//! Reads the form of `policies/review.toml`, which is also that of the shipped packs. What a file `extends` besides those packs is
//! asked of the caller by its path.
//!
//! Invariant: a name, level or parameter that no rule has is refused, never passed over.

mod error;
pub(crate) mod glob;
mod parameters;
mod parse;
mod size;

use std::collections::BTreeMap;

use crate::finding::Level;
use crate::rule::Rule;
use crate::rules::{self, RULES};
use crate::text::Text;

pub use error::{PolicyError, PolicyFault, PolicyFaults};
pub use parameters::Parameters;
use size::Bounds;

/// The shipped packs by their names.
pub const PACKS: [(&str, &str); 4] = [
    ("default", include_str!("../../../../policies/review/default.toml")),
    ("strict", include_str!("../../../../policies/review/strict.toml")),
    ("zero-downtime", include_str!("../../../../policies/review/zero-downtime.toml")),
    ("bytebase-prod", include_str!("../../../../policies/review/bytebase-prod.toml")),
];

/// Levels and parameters of rules, by where they hold.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Whether rules start with their own levels, or off.
    own_levels: bool,
    layers: Vec<Layer>,
    /// The classes of tables by their names.
    sizes: BTreeMap<String, Bounds>,
}

/// Settings that hold at one kind of place.
#[derive(Clone, Debug)]
struct Layer {
    scope: Scope,
    rules: BTreeMap<&'static str, Setting>,
}

/// Where a layer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    Everywhere,
    Environment(String),
    Path(String),
    Target(String),
    Size(String),
}

/// What is set of one rule.
#[derive(Clone, Debug, Default)]
struct Setting {
    level: Option<Level>,
    parameters: BTreeMap<&'static str, parameters::Held>,
}

/// Where a file of SQL belongs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The environment of its target.
    pub environment: Option<&'a str>,
    /// Its target.
    pub target: Option<&'a str>,
    /// Its path.
    pub path: &'a str,
    /// The classes of the tables that a statement is about.
    pub sizes: &'a [&'a str],
}

/// A rule as it holds at a place.
#[derive(Debug)]
pub struct Active {
    /// The rule.
    pub rule: &'static Rule,
    /// Its level.
    pub level: Level,
    /// Its parameters.
    pub parameters: Parameters,
}

impl Default for Policy {
    fn default() -> Self {
        Self { own_levels: true, layers: Vec::new(), sizes: BTreeMap::new() }
    }
}

impl Policy {
    /// Reads a policy that extends packs only.
    ///
    /// # Errors
    /// Everything in it that is not TOML, or that no rule knows.
    pub fn parse(text: &str) -> Result<Self, PolicyFaults> {
        Self::read("", text, &|_| Err("there is no folder to look in".to_owned()))
    }

    /// Reads a policy of a path; `find` gives the text of another file that it extends, or says why there is none.
    ///
    /// # Errors
    /// Everything in it, and in what it extends, that is not TOML, that no rule knows, or that goes in a circle.
    pub fn read(path: &str, text: &str, find: &dyn Fn(&str) -> Result<String, String>) -> Result<Self, PolicyFaults> {
        parse::policy(path, text, find)
    }

    /// A shipped pack.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn pack(name: &str) -> Result<Self, PolicyError> {
        let bare = name.strip_prefix("groundline:").unwrap_or(name);
        let found = PACKS.iter().find(|(known, _)| *known == bare);
        let (_, text) = found.ok_or_else(|| PolicyError::unknown_pack(name))?;
        Self::parse(text)
            .map_err(|faults| PolicyError::Unreadable { path: bare.to_owned(), reason: faults.to_string() })
    }

    /// Takes over what another one says.
    fn extend(&mut self, base: Self) {
        self.own_levels |= base.own_levels;
        self.layers.extend(base.layers);
        self.sizes.extend(base.sizes);
    }

    /// Sets the level of a rule above all else; without a level its own, or warning where that is off.
    ///
    /// # Errors
    /// No rule answers to the name.
    pub fn set(&mut self, code: &str, level: Option<Level>) -> Result<(), PolicyError> {
        let called = rules::called(code);
        if called.is_empty() {
            return Err(PolicyError::unknown_rule(code));
        }
        let own = |rule: &Rule| if rule.level == Level::Off { Level::Warning } else { rule.level };
        let setting = |rule| Setting { level: Some(level.unwrap_or(own(rule))), ..Setting::default() };
        let rules = called.iter().map(|rule| (rule.code, setting(rule))).collect();
        self.layers.push(Layer { scope: Scope::Everywhere, rules });
        Ok(())
    }

    /// Switches every rule off but these.
    ///
    /// # Errors
    /// No rule answers to a name.
    pub fn only(&mut self, codes: &[String]) -> Result<(), PolicyError> {
        let mut kept = Vec::new();
        for code in codes {
            match rules::called(code) {
                [] => return Err(PolicyError::unknown_rule(code)),
                called => kept.extend(called.iter().copied()),
            }
        }
        let off = Setting { level: Some(Level::Off), ..Setting::default() };
        let others = RULES.iter().filter(|rule: &&&'static Rule| !kept.iter().any(|one| one.code == rule.code));
        let rules = others.map(|rule| (rule.code, off.clone())).collect();
        self.layers.push(Layer { scope: Scope::Everywhere, rules });
        for rule in kept {
            if self.setting(rule, &Place::default()).0 == Level::Off {
                self.set(rule.code, None)?;
            }
        }
        Ok(())
    }

    /// The same with every rule off that does not speak of such a text.
    #[must_use]
    pub fn of_text(&self, text: Text) -> Self {
        let off = Setting { level: Some(Level::Off), ..Setting::default() };
        let silent = RULES.iter().filter(|rule| !text.is_judged_by(rule));
        let rules = silent.map(|rule| (rule.code, off.clone())).collect();
        let mut policy = self.clone();
        policy.layers.push(Layer { scope: Scope::Everywhere, rules });
        policy
    }

    /// The environments that it has other levels for.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().filter_map(|layer| match &layer.scope {
            Scope::Environment(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether it has other levels for some paths.
    pub fn tells_paths_apart(&self) -> bool {
        self.layers.iter().any(|layer| matches!(layer.scope, Scope::Path(_)))
    }

    /// Whether it has other levels for some sizes of tables.
    pub fn tells_sizes_apart(&self) -> bool {
        self.layers.iter().any(|layer| matches!(layer.scope, Scope::Size(_)))
    }

    /// The classes of a table with so many rows and bytes, as far as they are known.
    pub fn classes(&self, rows: Option<u64>, bytes: Option<u64>) -> impl Iterator<Item = &str> {
        let reached = self.sizes.iter().filter(move |(_, bounds)| bounds.is_reached(rows, bytes));
        reached.map(|(name, _)| name.as_str())
    }

    /// The rules that are on at a place for a dialect.
    pub fn active(&self, dialect: schema::Dialect, place: &Place) -> Vec<Active> {
        let of_dialect = RULES.iter().copied().filter(|rule| rule.engines.contains(&dialect));
        of_dialect
            .filter_map(|rule| {
                let (level, parameters) = self.setting(rule, place);
                (level != Level::Off).then_some(Active { rule, level, parameters })
            })
            .collect()
    }

    fn setting(&self, rule: &'static Rule, place: &Place) -> (Level, Parameters) {
        let mut level = if self.own_levels { rule.level } else { Level::Off };
        let mut parameters = Parameters::of(rule);
        for layer in self.layers.iter().filter(|layer| layer.scope.holds(place)) {
            let Some(setting) = layer.rules.get(rule.code) else { continue };
            level = setting.level.unwrap_or(level);
            parameters.set(&setting.parameters);
        }
        (level, parameters)
    }
}

impl Scope {
    fn holds(&self, place: &Place) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Environment(name) => place.environment == Some(name),
            Self::Path(pattern) => glob::matches(pattern, place.path),
            Self::Target(name) => place.target.is_some_and(|target| glob::matches(name, target)),
            Self::Size(name) => place.sizes.contains(&name.as_str()),
        }
    }
}
